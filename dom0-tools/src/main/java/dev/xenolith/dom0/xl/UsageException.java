package dev.xenolith.dom0.xl;

/** Arguments that a command cannot understand; the message is all that is said. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String sentence) {
    super(sentence);
  }
}
