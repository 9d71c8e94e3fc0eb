package dev.xenolith.dom0.trace;

/** Colours of a terminal, or none. */
public enum Palette {
  /** Plain text. */
  NONE,
  /** ANSI escape sequences. */
  ANSI;

  String name(String text) {
    return paint("1;36", text);
  }

  String error(String text) {
    return paint("1;31", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String event(String text) {
    return paint("33", text);
  }

  private String paint(String code, String text) {
    return this == ANSI ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
