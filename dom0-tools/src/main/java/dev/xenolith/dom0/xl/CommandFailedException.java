package dev.xenolith.dom0.xl;

/** A command that cannot go on, with the sentence for the person and the status for the shell. */
final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ExitStatus status;

  CommandFailedException(ExitStatus status, String sentence) {
    super(sentence);
    this.status = status;
  }

  ExitStatus status() {
    return status;
  }
}
