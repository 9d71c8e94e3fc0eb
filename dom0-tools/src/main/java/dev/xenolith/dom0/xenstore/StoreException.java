package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;

/** A request that xenstore refuses, with the error it answers. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  private final XenErrno errno;

  StoreException(XenErrno errno) {
    this(errno, errno.name());
  }

  StoreException(XenErrno errno, String sentence) {
    super(sentence, null, false, false);
    this.errno = errno;
  }

  /** The error as the protocol names it. */
  public XenErrno errno() {
    return errno;
  }
}
