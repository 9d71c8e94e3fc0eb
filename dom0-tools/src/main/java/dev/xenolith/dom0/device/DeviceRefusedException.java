package dev.xenolith.dom0.device;

/** A device cannot be had; the message says why. */
public final class DeviceRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  DeviceRefusedException(String message) {
    super(message);
  }
}
