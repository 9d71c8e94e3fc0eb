package dev.xenolith.dom0.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One of the parameters that describe a device, as in {@code name=value,name=value}.
 *
 * @param word all of it, for messages
 * @param value what stands behind the first equals sign; empty where there is none
 */
public record Parameter(String word, String name, Optional<String> value) {
  /** Takes a list apart; what is blank between two commas says nothing. */
  public static List<Parameter> list(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .map(Parameter::of)
        .toList();
  }

  private static Parameter of(String word) {
    int equals = word.indexOf('=');
    return equals < 0
        ? new Parameter(word, word, Optional.empty())
        : new Parameter(word, word.substring(0, equals), Optional.of(word.substring(equals + 1)));
  }

  /** The same without blanks around the equals sign: xl lets them pass in some lists only. */
  public Parameter trimmed() {
    return new Parameter(word, name.strip(), value.map(String::strip));
  }
}
