package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;

/** A request cannot be carried out: Linux's number says why, and is all that the guest hears. */
final class P9Exception extends Exception {
  private static final long serialVersionUID = 1;

  final int errno;

  P9Exception(int errno) {
    super("errno " + errno, null, false, false);
    this.errno = errno;
  }

  P9Exception(XenErrno errno) {
    this(errno.number);
  }
}
