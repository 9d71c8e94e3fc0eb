package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.config.ConfigException;
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
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(sentence(e));
              return statusOf(e);
            });
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
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
