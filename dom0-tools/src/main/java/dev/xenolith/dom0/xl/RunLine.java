package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.config.ConfigException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** The command line of {@code xl run}. */
final class RunLine {
  private RunLine() {}

  static int execute(List<String> arguments) {
    return commandLine().execute(arguments.toArray(new String[0]));
  }

  static CommandLine commandLine() {
    return new CommandLine(new RunCommand())
        .setCommandName("xl run")
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(RunLine::statusOf)
        .setParameterExceptionHandler((e, _) -> wrongUsage(e))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(sentence(e));
              return statusOf(e);
            });
  }

  /** One sentence, a guess at what was meant, and where to read on. */
  private static int wrongUsage(CommandLine.ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("xl: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'xl run --help' tells what there is.");
    return ExitStatus.USAGE.number;
  }

  private static int statusOf(Throwable e) {
    return switch (e) {
      case CommandLine.ParameterException _ -> ExitStatus.USAGE.number;
      case ConfigException _ -> ExitStatus.BAD_CONFIG.number;
      case CommandFailedException failed -> failed.status().number;
      default -> ExitStatus.BUG.number;
    };
  }

  private static String sentence(Throwable e) {
    return e instanceof ConfigException || e instanceof CommandFailedException
        ? e.getMessage().lines().map(line -> "xl: " + line).reduce((a, b) -> a + "\n" + b).get()
        : bug(e);
  }

  /** All that is needed to find a bug of ours. */
  static String bug(Throwable e) {
    StringBuilder text =
        new StringBuilder("xl: a bug of Xenolith, please report all of this: " + e);
    for (StackTraceElement frame : e.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.append(e.getCause() == null ? "" : "\n  because " + e.getCause()).toString();
  }
}
