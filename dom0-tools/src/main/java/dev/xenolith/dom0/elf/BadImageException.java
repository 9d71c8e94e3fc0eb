package dev.xenolith.dom0.elf;

/**
 * An image that cannot be used as a kernel; the message is a sentence for the person who supplied
 * it.
 */
public final class BadImageException extends Exception {
  private static final long serialVersionUID = 1;

  private final long offset;

  /** Trouble that has no single place in the image. */
  public BadImageException(String sentence) {
    super(sentence);
    offset = -1;
  }

  /** Trouble at this byte offset from the start of the image. */
  public BadImageException(String sentence, long offset) {
    super(sentence + " (at offset 0x" + Long.toHexString(offset) + " of the image)");
    this.offset = offset;
  }

  /** Where in the image, in bytes from its start, or -1 when no one place is to blame. */
  public long offset() {
    return offset;
  }
}
