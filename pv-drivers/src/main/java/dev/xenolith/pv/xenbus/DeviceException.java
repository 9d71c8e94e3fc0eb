package dev.xenolith.pv.xenbus;

/** A device cannot be connected; the message says why, for its error node. */
public final class DeviceException extends Exception {
  private static final long serialVersionUID = 1;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
