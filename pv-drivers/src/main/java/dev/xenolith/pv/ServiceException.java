package dev.xenolith.pv;

/** The hypervisor or xenstore refused; the message says what and why. */
public final class ServiceException extends Exception {
  private static final long serialVersionUID = 1;

  public ServiceException(String message) {
    super(message);
  }

  public ServiceException(String message, Throwable cause) {
    super(message, cause);
  }
}
