package dev.xenolith.dom0.xl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command's arguments, taken apart as getopt_long does: options anywhere, short ones joined, long
 * ones abbreviated, and {@code --} before what only looks like one.
 */
final class Words {
  private record Given(Option option, String value) {}

  private final List<Given> given = new ArrayList<>();
  private final List<String> rest = new ArrayList<>();

  private Words() {}

  /** Takes arguments apart by the options there are. */
  static Words parse(List<String> arguments, List<Option> options) throws UsageException {
    Words words = new Words();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals("--")) {
        words.rest.addAll(arguments.subList(i + 1, arguments.size()));
        break;
      }
      if (word.startsWith("--")) {
        i += words.longOption(word, next(arguments, i), options);
      } else if (word.startsWith("-") && word.length() > 1) {
        i += words.shortOptions(word, next(arguments, i), options);
      } else {
        words.rest.add(word);
      }
    }
    return words;
  }

  private static String next(List<String> arguments, int i) {
    return i + 1 < arguments.size() ? arguments.get(i + 1) : null;
  }

  private int longOption(String word, String next, List<Option> options) throws UsageException {
    int equals = word.indexOf('=');
    String name = word.substring(2, equals < 0 ? word.length() : equals);
    List<Option> fitting = new ArrayList<>();
    for (Option option : options) {
      if (option.name().equals(name)) {
        fitting = List.of(option);
        break;
      }
      if (!name.isEmpty() && option.name().startsWith(name)) {
        fitting.add(option);
      }
    }
    if (fitting.size() != 1) {
      throw new UsageException(
          fitting.isEmpty()
              ? "unrecognized option '--" + name + "'"
              : "option '--" + name + "' is ambiguous");
    }
    Option option = fitting.getFirst();
    if (option.value().isEmpty()) {
      given.add(new Given(option, ""));
      return 0;
    }
    if (equals >= 0) {
      given.add(new Given(option, word.substring(equals + 1)));
      return 0;
    }
    return taken(option, next, "--" + option.name());
  }

  private int taken(Option option, String next, String name) throws UsageException {
    if (next == null) {
      throw new UsageException("option '" + name + "' requires an argument");
    }
    given.add(new Given(option, next));
    return 1;
  }

  private int shortOptions(String word, String next, List<Option> options) throws UsageException {
    for (int at = 1; at < word.length(); at++) {
      char letter = word.charAt(at);
      Option option = null;
      for (Option o : options) {
        option = o.letter() == letter ? o : option;
      }
      if (option == null) {
        throw UsageException.plain("option `" + letter + "' not supported.");
      }
      if (option.value().isEmpty()) {
        given.add(new Given(option, ""));
      } else if (at + 1 < word.length()) {
        given.add(new Given(option, word.substring(at + 1)));
        return 0;
      } else {
        return taken(option, next, "-" + letter);
      }
    }
    return 0;
  }

  /** Whether an option was given, by its letter or long name. */
  boolean has(String name) {
    return value(name).isPresent();
  }

  /** The value of an option, the last one where it was given again. */
  Optional<String> value(String name) {
    Optional<String> value = Optional.empty();
    for (Given g : given) {
      if (g.option().answersTo(name)) {
        value = Optional.of(g.value());
      }
    }
    return value;
  }

  /** What is no option. */
  List<String> rest() {
    return rest;
  }

  /** The argument of this index. */
  String at(int index) {
    return rest.get(index);
  }

  int count() {
    return rest.size();
  }
}
