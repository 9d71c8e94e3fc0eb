package dev.xenolith.dom0.xl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All subcommands that do something, in the order of the help, and how one is found. */
final class Commands {
  /** What works. */
  static final List<Command> AVAILABLE = available();

  private Commands() {}

  private static List<Command> available() {
    List<Command> all = new ArrayList<>(DomainTable.ALL);
    all.addAll(MachineTable.ALL);
    return List.copyOf(all);
  }

  /** The command of this name, or the first one that begins so, as in the real xl. */
  static Optional<Command> find(String name) {
    for (Command command : AVAILABLE) {
      if (command.name().equals(name)) {
        return Optional.of(command);
      }
    }
    for (Command command : MissingCommands.ALL) {
      if (command.name().equals(name)) {
        return Optional.of(command);
      }
    }
    return Stream.concat(AVAILABLE.stream(), MissingCommands.ALL.stream())
        .filter(c -> !name.isEmpty() && c.name().startsWith(name))
        .findFirst();
  }
}
