package dev.xenolith.dom0.xl;

/**
 * An option of a command.
 *
 * @param letter its short form, or 0
 * @param name its long form, or empty
 * @param value what stands for its value in the help, or empty where it takes none
 * @param text what it does
 */
record Option(char letter, String name, String value, String text) {
  static Option flag(char letter, String text) {
    return new Option(letter, "", "", text);
  }

  static Option flag(char letter, String name, String text) {
    return new Option(letter, name, "", text);
  }

  static Option with(char letter, String name, String value, String text) {
    return new Option(letter, name, value, text);
  }

  boolean answersTo(String word) {
    return word.equals(name) || word.length() == 1 && word.charAt(0) == letter;
  }

  /** How it is written, such as {@code -f FILE, --defconfig=FILE}. */
  String usage() {
    String shortForm = letter == 0 ? "" : "-" + letter + (value.isEmpty() ? "" : " " + value);
    String longForm = name.isEmpty() ? "" : "--" + name + (value.isEmpty() ? "" : "=" + value);
    return shortForm.isEmpty() || longForm.isEmpty()
        ? shortForm + longForm
        : shortForm + ", " + longForm;
  }
}
