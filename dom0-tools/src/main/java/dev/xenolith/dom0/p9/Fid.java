package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;

/** What a number of the front end's stands for: a file, which may be open. */
final class Fid {
  private static final int CLOSED = -1;

  /** Whose files it makes: the number of a user, which is the guest's. */
  final int uid;

  private final Descriptors descriptors;
  private Node node;
  private int handle = CLOSED;
  private boolean writable;
  private long position;

  Fid(Descriptors descriptors, Node node, int uid) {
    this.descriptors = descriptors;
    this.node = node;
    this.uid = uid;
  }

  Node node() {
    return node;
  }

  boolean isOpen() {
    return handle != CLOSED;
  }

  /** Whether it is open and can be written. */
  boolean isWritable() {
    return writable;
  }

  /** The descriptor by which it is open. */
  int handle() throws P9Exception {
    if (!isOpen()) {
      throw new P9Exception(XenErrno.EBADF);
    }
    return handle;
  }

  void requireClosed() throws P9Exception {
    if (isOpen()) {
      throw new P9Exception(XenErrno.EINVAL);
    }
  }

  /** It is open now. */
  void opened(int fd, int flags) {
    handle = fd;
    writable = (flags & HostCalls.O_ACCESS) != HostCalls.O_RDONLY;
  }

  /** It stands for another file now. */
  void become(Node other) {
    node.release();
    node = other;
  }

  /** Has the open directory read on from here. */
  void seek(long to) throws P9Exception {
    if (to != position) {
      HostCalls.seek(handle(), to);
      position = to;
    }
  }

  /** The open directory was read up to here. */
  void readUpTo(long where) {
    position = where;
  }

  void release() {
    if (isOpen()) {
      descriptors.close(handle);
      handle = CLOSED;
    }
    node.release();
  }
}
