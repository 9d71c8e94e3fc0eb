package dev.xenolith.dom0.xl;

import java.util.List;

/**
 * A subcommand: its help, its completion, its page in the manual and what it does all come from
 * here.
 *
 * @param arguments what follows its name in a usage line
 * @param least how many arguments it needs
 * @param most how many it takes
 * @param summary what it does, one sentence
 * @param kind what its arguments are, for completion
 * @param examples lines to try
 * @param action what it does, or null where it is not available
 * @param missing why it is not available, or empty
 */
record Command(
    String name,
    String arguments,
    int least,
    int most,
    String summary,
    Kind kind,
    List<Option> options,
    List<String> examples,
    Action action,
    String missing) {
  /** What the first argument of a command is. */
  enum Kind {
    NOTHING,
    DOMAIN,
    FILE,
    /** One of the words between the bars of its arguments. */
    CHOICE
  }

  /** What every command has. */
  static final Option HELP = Option.flag('h', "help", "Print this help.");

  /** As many arguments as anybody likes. */
  static final int ANY = Integer.MAX_VALUE;

  /** What a command does; the answer is the exit status. */
  @FunctionalInterface
  interface Action {
    int run(Session session, Words words) throws Exception;
  }

  /** A command that does something. */
  static Command of(
      String name,
      String arguments,
      int least,
      int most,
      String summary,
      Kind kind,
      Action action) {
    return new Command(
        name, arguments, least, most, summary, kind, List.of(), List.of(), action, "");
  }

  /** A command with no option but the one for its help. */
  static Command withHelp(
      String name, String arguments, int least, String summary, Kind kind, Action action) {
    return of(name, arguments, least, ANY, summary, kind, action).options(HELP);
  }

  /** A command of the real xl that does nothing here. */
  static Command missing(String name, String why) {
    return new Command(name, "", 0, ANY, "", Kind.NOTHING, List.of(), List.of(), null, why);
  }

  Command options(Option... some) {
    return new Command(
        name, arguments, least, most, summary, kind, List.of(some), examples, action, missing);
  }

  Command examples(String... some) {
    return new Command(
        name, arguments, least, most, summary, kind, options, List.of(some), action, missing);
  }

  boolean isAvailable() {
    return action != null;
  }

  /** The first sentence of its summary. */
  String headline() {
    int end = summary.indexOf(". ");
    return end < 0 ? summary : summary.substring(0, end + 1);
  }

  String usage() {
    return ("xl " + name + (options.isEmpty() ? "" : " [options]") + " " + arguments).strip();
  }

  /** The page that {@code xl help} and {@code --help} print. */
  String help() {
    StringBuilder text = new StringBuilder("Usage: " + usage() + "\n\n" + summary + "\n");
    if (!options.isEmpty()) {
      text.append("\nOptions:\n\n");
      for (Option option : options) {
        text.append("  %-24s %s%n".formatted(option.usage(), option.text()));
      }
    }
    if (!examples.isEmpty()) {
      text.append("\nExamples:\n\n");
      examples.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }
}
