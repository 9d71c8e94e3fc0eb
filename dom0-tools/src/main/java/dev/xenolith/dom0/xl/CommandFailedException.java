package dev.xenolith.dom0.xl;

/** A command that cannot go on, with the sentence for the person and the status for the shell. */
final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ExitStatus status;
  private final boolean plain;

  CommandFailedException(ExitStatus status, String sentence) {
    this(status, sentence, false);
  }

  private CommandFailedException(ExitStatus status, String sentence, boolean plain) {
    super(sentence);
    this.status = status;
    this.plain = plain;
  }

  /** One with the very words of the real xl, which scripts may look for; status 1. */
  static CommandFailedException plain(String words) {
    return plain(ExitStatus.FAILED, words);
  }

  /** The same with another status. */
  static CommandFailedException plain(ExitStatus status, String words) {
    return new CommandFailedException(status, words, true);
  }

  ExitStatus status() {
    return status;
  }

  /** Whether the sentence stands for itself, without the program's name before it. */
  boolean isPlain() {
    return plain;
  }
}
