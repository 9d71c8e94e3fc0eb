package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.config.ConfigException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The xl command: finds the subcommand and turns what it throws into one sentence and a status. */
@Command(
    name = "xl",
    description = "Runs Xen paravirtual guests on a simulated machine: no Xen, no root, no VT-x.",
    subcommands = {RunCommand.class, HelpCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Xl.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  xl run examples/tour/tour.cfg", "  xl help run"})
public final class Xl implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Xl.class.getPackage().getImplementationVersion();
      return new String[] {"Xenolith " + (version == null ? "(unpackaged)" : version)};
    }
  }

  /** Runs the command line and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Xl())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(Xl::statusOf)
        .setParameterExceptionHandler((e, _) -> wrongUsage(e))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(sentence(e));
              return statusOf(e);
            });
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
  }

  /** One sentence, a guess at what was meant, and where to read on. */
  private static int wrongUsage(CommandLine.ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("xl: " + unknownCommand(e).orElse(e.getMessage()));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + name + " --help' tells what there is.");
    return ExitStatus.USAGE.number;
  }

  /** Says it of a command that does not exist; picocli only knows an argument too many. */
  private static Optional<String> unknownCommand(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && e.getCommandLine().getParent() == null
        && !unmatched.isUnknownOption()) {
      String commands = String.join(", ", e.getCommandLine().getSubcommands().keySet());
      return Optional.of(
          "unknown command '" + unmatched.getUnmatched().getFirst() + "'; there are: " + commands);
    }
    return Optional.empty();
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
    if (e instanceof ConfigException || e instanceof CommandFailedException) {
      return e.getMessage().lines().map(line -> "xl: " + line).reduce((a, b) -> a + "\n" + b).get();
    }
    StringBuilder text =
        new StringBuilder("xl: a bug of Xenolith, please report all of this: " + e);
    for (StackTraceElement frame : e.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.append(e.getCause() == null ? "" : "\n  because " + e.getCause()).toString();
  }
}
