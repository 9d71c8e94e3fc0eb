package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.XenErrno;

/** A hypercall that the hypervisor refused. */
public final class HypercallFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final long result;

  /**
   * A failure.
   *
   * @param what the call and what it was for, as the beginning of a sentence
   * @param result what it returned
   */
  public HypercallFailedException(String what, long result) {
    super(what + ": " + nameOf(result));
    this.result = result;
  }

  private static String nameOf(long result) {
    XenErrno errno = XenErrno.ofResult(result);
    return errno == null ? "result " + result : errno.name();
  }

  /** The error, or null when the result names none. */
  public XenErrno errno() {
    return XenErrno.ofResult(result);
  }

  /** What the call returned. */
  public long result() {
    return result;
  }
}
