package dev.xenolith.dom0.libc;

import java.io.IOException;

/** The host's kernel refused a call. */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  /** Operation not supported. */
  public static final int EOPNOTSUPP = 95;

  private final int errno;

  ErrnoException(String call, int errno) {
    super("%s: errno %d".formatted(call, errno));
    this.errno = errno;
  }

  /** Why, as a number of the host's. */
  public int errno() {
    return errno;
  }
}
