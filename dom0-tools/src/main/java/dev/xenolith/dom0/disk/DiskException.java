package dev.xenolith.dom0.disk;

/** A disk is not described as it must be; the message says what is wrong. */
public final class DiskException extends Exception {
  private static final long serialVersionUID = 1;

  public DiskException(String message) {
    super(message);
  }
}
