package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** How many files a share has open, which is limited: its guest may ask for any number. */
final class Descriptors {
  private static final int MOST = 2048;

  /** Of all shares of this process, which needs some for itself. */
  private static final int MOST_OF_ALL = 8192;

  private static final AtomicInteger ALL = new AtomicInteger();

  private final Set<Integer> open = new HashSet<>();

  /** A call that opens one. */
  interface Opening {
    int open() throws P9Exception;
  }

  /** Opens one, if there may be one more. */
  int take(Opening opening) throws P9Exception {
    if (open.size() >= MOST) {
      throw new P9Exception(XenErrno.EMFILE);
    }
    if (ALL.incrementAndGet() > MOST_OF_ALL) {
      ALL.decrementAndGet();
      throw new P9Exception(XenErrno.EMFILE);
    }
    try {
      int fd = opening.open();
      open.add(fd);
      return fd;
    } catch (P9Exception e) {
      ALL.decrementAndGet();
      throw e;
    }
  }

  /** Closes one. What a close may say is said by fsync(2) too, to whoever asks. */
  void close(int fd) {
    if (!open.remove(fd)) {
      throw new IllegalStateException("descriptor " + fd + " is not open here");
    }
    ALL.decrementAndGet();
    try {
      HostCalls.close(fd);
    } catch (P9Exception e) {
      if (e.errno == XenErrno.EBADF.number) {
        throw new IllegalStateException("descriptor " + fd + " was closed before", e);
      }
    }
  }

  /** Closes all that are open. */
  void closeAll() {
    List.copyOf(open).forEach(this::close);
  }

  /** How many are open. */
  int count() {
    return open.size();
  }
}
