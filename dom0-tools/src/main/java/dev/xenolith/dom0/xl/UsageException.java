package dev.xenolith.dom0.xl;

/**
 * Arguments that a command cannot understand; the message, with its prefix, is all that is said.
 */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String sentence) {
    this("xl: ", sentence);
  }

  private UsageException(String prefix, String sentence) {
    super(prefix + sentence);
  }

  /** One with the very words of the real xl, which scripts may look for. */
  static UsageException plain(String words) {
    return new UsageException("", words);
  }
}
