package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.config.ConfigException;
import dev.xenolith.dom0.host.StateDir;
import dev.xenolith.dom0.text.Printable;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The xl command: finds the subcommand and turns what it throws into one sentence and a status.
 *
 * <p>{@code xl run} has its own command line (picocli). All others go without: they are over before
 * that library has started.
 */
public final class Xl {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  Xl(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** Runs the command line and exits with its status. */
  public static void main(String[] arguments) {
    int status =
        new Xl(System.in, System.out, System.err, System.getenv()).execute(List.of(arguments));
    System.out.flush();
    System.err.flush();
    if (arguments.length > 0 && List.of("run", "host").contains(arguments[0])) {
      System.exit(status);
    }
    // No hooks to be run, and without those a JVM ends in half the time.
    Runtime.getRuntime().halt(status);
  }

  /** Runs a command line. */
  int execute(List<String> arguments) {
    try {
      List<String> rest = new ArrayList<>(arguments);
      StateDir state = StateDir.locate(globalOptions(rest), environment);
      return dispatch(rest, state);
    } catch (UsageException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  /** Takes the options before the subcommand away; answers the value of {@code --host}. */
  private static String globalOptions(List<String> rest) throws UsageException {
    String host = null;
    while (!rest.isEmpty() && rest.getFirst().startsWith("-")) {
      String option = rest.removeFirst();
      if (option.equals("--host") && !rest.isEmpty()) {
        host = rest.removeFirst();
      } else if (option.startsWith("--host=")) {
        host = option.substring("--host=".length());
      } else if (option.equals("--help") || option.equals("-h")) {
        rest.clear();
        rest.add("help");
      } else if (option.equals("--version") || option.equals("-V")) {
        rest.clear();
        rest.add("version");
      } else if (!option.matches("-[vfNtT]+")) {
        throw new UsageException("unknown global option '" + Printable.of(option) + "'");
      }
    }
    return host;
  }

  private int dispatch(List<String> words, StateDir state) {
    if (words.isEmpty()) {
      out.print(Help.overview());
      return 1;
    }
    String name = words.removeFirst();
    switch (name) {
      case "run" -> {
        return RunLine.execute(words);
      }
      case "help" -> {
        return help(words);
      }
      case "version" -> {
        out.println(Help.version());
        return 0;
      }
      default -> {
        // One of the table.
      }
    }
    Optional<Command> command = Commands.find(name);
    if (command.isEmpty()) {
      err.println("command not implemented");
      err.println("xl: there is no '" + Printable.of(name) + "'" + Help.guess(name));
      return 1;
    }
    return run(command.get(), words, state);
  }

  private int help(List<String> words) {
    if (words.isEmpty()) {
      out.print(Help.overview());
      return 0;
    }
    if (words.getFirst().equals("run")) {
      return RunLine.execute(List.of("--help"));
    }
    Optional<Command> command = Commands.find(words.getFirst());
    if (command.isEmpty()) {
      out.println("command \"" + Printable.of(words.getFirst()) + "\" not implemented");
    } else if (command.get().isAvailable()) {
      out.print(command.get().help());
    } else {
      out.println(unavailable(command.get()));
    }
    return 0;
  }

  private static String unavailable(Command command) {
    return "xl " + command.name() + ": not available: " + command.missing();
  }

  private int run(Command command, List<String> arguments, StateDir state) {
    if (!command.isAvailable()) {
      err.println(unavailable(command));
      return 1;
    }
    try {
      List<String> known = new ArrayList<>(arguments);
      if (command.name().equals("host") && known.contains("--host")) {
        // The host's own process is told its folder behind its command.
        int at = known.indexOf("--host");
        state = StateDir.locate(known.get(at + 1), environment);
        known.subList(at, at + 2).clear();
      }
      Words words = Words.parse(known, command.options());
      if (words.has("help")) {
        out.print(command.help());
        return 0;
      }
      if (words.count() < command.least()) {
        out.print(command.help());
        err.println(
            "'xl %s' requires at least %d argument%s.%n"
                .formatted(command.name(), command.least(), command.least() > 1 ? "s" : ""));
        return ExitStatus.USAGE.number;
      }
      if (words.count() > command.most()) {
        out.print(command.help());
        return 1;
      }
      return command.action().run(new Session(in, out, err, state), words);
    } catch (Exception e) {
      return failed(e);
    }
  }

  private int failed(Exception e) {
    switch (e) {
      case UsageException u -> {
        err.println(u.getMessage());
        return ExitStatus.USAGE.number;
      }
      case CommandFailedException f -> {
        err.println((f.isPlain() ? "" : "xl: ") + f.getMessage());
        return f.status().number;
      }
      case ConfigException c -> {
        c.getMessage().lines().forEach(line -> err.println("xl: " + Printable.of(line)));
        return 1;
      }
      case RefusedException r when !r.kind().equals("bug") -> {
        err.println("xl: " + Printable.of(r.getMessage()));
        return 1;
      }
      case java.io.IOException io -> {
        err.println("xl: " + io.getMessage());
        return 1;
      }
      default -> {
        err.println(RunLine.bug(e));
        return ExitStatus.BUG.number;
      }
    }
  }
}
