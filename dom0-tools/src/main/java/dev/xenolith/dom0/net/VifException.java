package dev.xenolith.dom0.net;

/** A card is not described as it must be; the message says what is wrong. */
public final class VifException extends Exception {
  private static final long serialVersionUID = 1;

  public VifException(String message) {
    super(message);
  }
}
