package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;

/**
 * A hypercall that ends with an error. It is a result, not a bug, and thousands a second are
 * normal, so it carries no stack trace.
 */
public final class HypercallException extends RuntimeException {
  private static final HypercallException[] PLAIN =
      new HypercallException[XenErrno.values().length];

  static {
    for (XenErrno e : XenErrno.values()) {
      PLAIN[e.ordinal()] = new HypercallException(e, e.name());
    }
  }

  private final XenErrno errno;

  private HypercallException(XenErrno errno, String message) {
    super(message, null, false, false);
    this.errno = errno;
  }

  /** The error without an explanation. */
  public static HypercallException of(XenErrno errno) {
    return PLAIN[errno.ordinal()];
  }

  /** The error with a sentence saying which rule was broken; it goes to the log and the trace. */
  public static HypercallException of(XenErrno errno, String why) {
    return new HypercallException(errno, why);
  }

  /** What the guest is told. */
  public XenErrno errno() {
    return errno;
  }

  /** Whether {@link #getMessage} says more than the error's name. */
  public boolean isExplained() {
    return this != PLAIN[errno.ordinal()];
  }
}
