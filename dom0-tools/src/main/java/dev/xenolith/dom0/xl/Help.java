package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.text.Spelling;
import java.util.List;

/** What {@code xl help} prints. */
final class Help {
  private Help() {}

  static String overview() {
    StringBuilder text = new StringBuilder("Usage: xl [--host DIR] COMMAND [ARGUMENTS]\n\n");
    text.append(
        "Runs Xen paravirtual guests on a simulated machine: no Xen, no root, no VT-x.\n\n");
    text.append("xl full list of subcommands:\n\n");
    row(text, "run", "Runs one domain in this process, with its console; no host is needed.");
    for (Command command : Commands.AVAILABLE) {
      row(text, command.name(), command.headline());
    }
    row(text, "help", "Prints this, or the help of a command.");
    text.append("\nCommands of the real xl that are not available, and say why:\n\n");
    StringBuilder line = new StringBuilder(" ");
    for (Command command : MissingCommands.ALL) {
      if (line.length() + command.name().length() > 76) {
        text.append(line).append('\n');
        line = new StringBuilder(" ");
      }
      line.append(' ').append(command.name());
    }
    text.append(line).append("\n\n");
    text.append("Global options:\n\n");
    text.append(
        "  --host DIR   The host in this folder (default: $XENOLITH_HOST, or xenolith in\n");
    text.append("               $XDG_RUNTIME_DIR).\n");
    text.append("  -v -f -N -t -T   Accepted for compatibility.\n\n");
    text.append("Examples:\n\n  xl run examples/tour/tour.cfg\n  xl create tour.cfg\n  xl list\n");
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String summary) {
    text.append(" %-19s %s%n".formatted(name, summary));
  }

  static String version() {
    String version = Xl.class.getPackage().getImplementationVersion();
    return "Xenolith " + (version == null ? "(unpackaged)" : version);
  }

  /** What was probably meant. */
  static String guess(String name) {
    List<String> known = Commands.AVAILABLE.stream().map(Command::name).toList();
    return Spelling.nearest(name, known, Math.max(1, name.length() / 2 - 1))
            .map(command -> "; did you mean '" + command + "'? ")
            .orElse("; ")
        + "'xl help' lists all";
  }
}
