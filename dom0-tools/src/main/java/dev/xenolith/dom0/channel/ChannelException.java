package dev.xenolith.dom0.channel;

/** A channel cannot be had; the message says why. */
public final class ChannelException extends Exception {
  private static final long serialVersionUID = 1;

  ChannelException(String message) {
    super(message);
  }
}
