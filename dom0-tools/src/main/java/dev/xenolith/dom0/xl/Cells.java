package dev.xenolith.dom0.xl;

/**
 * Cells of tables, as {@code printf} makes them. The formatter of the library reads its format with
 * regular expressions and asks for a locale first, which a short command notices.
 */
final class Cells {
  private static final long NANOS_PER_TENTH = 100_000_000;
  private static final int TENTHS = 10;

  private Cells() {}

  /** {@code %-WIDTHs}. */
  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** {@code %WIDTHs}. */
  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** {@code %WIDTHd}. */
  static String right(long number, int width) {
    return right(Long.toString(number), width);
  }

  /** {@code %WIDTH.1f} of nanoseconds as seconds. */
  static String seconds(long nanos, int width) {
    long tenths = (nanos + NANOS_PER_TENTH / 2) / NANOS_PER_TENTH;
    return right(tenths / TENTHS + "." + tenths % TENTHS, width);
  }
}
