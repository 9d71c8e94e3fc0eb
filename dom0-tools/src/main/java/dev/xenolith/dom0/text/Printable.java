package dev.xenolith.dom0.text;

/** Makes text that others have chosen harmless for whatever shows it. */
public final class Printable {
  private Printable() {}

  /** The text with its control characters, and all that is not ASCII, as {@code \xNN}. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7F) {
        safe.append(c);
      } else {
        safe.append("\\x%02x".formatted((int) c));
      }
    }
    return safe.toString();
  }
}
