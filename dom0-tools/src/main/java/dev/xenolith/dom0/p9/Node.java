package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;

/**
 * A file of a share, held by a descriptor that only names it (O_PATH). It keeps the directory that
 * it was reached through, so that going up needs no {@code ..} of the host's, which may lead out of
 * the share once somebody has moved a directory.
 */
final class Node {
  private final Descriptors descriptors;
  private final int fd;
  private final HostStat first;
  private Node parent;
  private String name;
  private int users = 1;

  private Node(Descriptors descriptors, int fd, HostStat first, Node parent, String name) {
    this.descriptors = descriptors;
    this.fd = fd;
    this.first = first;
    this.parent = parent;
    this.name = name;
  }

  /** The root of a share. */
  static Node root(Descriptors descriptors, byte[] path) throws P9Exception {
    return of(descriptors, descriptors.take(() -> HostCalls.openRoot(path)), null, "");
  }

  private static Node of(Descriptors descriptors, int fd, Node parent, String name)
      throws P9Exception {
    try {
      Node node = new Node(descriptors, fd, HostCalls.stat(fd), parent, name);
      if (parent != null) {
        parent.use();
      }
      return node;
    } catch (P9Exception e) {
      descriptors.close(fd);
      throw e;
    }
  }

  /** What a directory has under this name. A user of it that releases it. */
  Node find(String child) throws P9Exception {
    int found = descriptors.take(() -> HostCalls.open(fd, child, HostCalls.O_PATH, 0));
    return of(descriptors, found, this, child);
  }

  /** The file of an open descriptor, which was just created under this name. */
  Node created(int handle, String child) throws P9Exception {
    int found = descriptors.take(() -> HostCalls.reopen(handle, HostCalls.O_PATH));
    return of(descriptors, found, this, child);
  }

  /** One step of a walk; the root is above itself. */
  Node step(String step) throws P9Exception {
    if (!first.isDirectory()) {
      throw new P9Exception(XenErrno.ENOTDIR);
    }
    return switch (step) {
      case "." -> use();
      case ".." -> parent == null ? use() : parent.use();
      default -> find(step);
    };
  }

  /** Opens it for use. Only files and directories: others would do something, or wait. */
  int open(int flags) throws P9Exception {
    return switch (first.kind()) {
      case HostStat.DIRECTORY ->
          descriptors.take(() -> HostCalls.open(fd, ".", flags | HostCalls.O_DIRECTORY, 0));
      case HostStat.REGULAR -> descriptors.take(() -> HostCalls.reopen(fd, flags));
      default -> throw new P9Exception(XenErrno.ENXIO);
    };
  }

  /** One more user. */
  Node use() {
    users++;
    return this;
  }

  /** One user less; the last one closes it. */
  void release() {
    users--;
    if (users == 0) {
      descriptors.close(fd);
      if (parent != null) {
        parent.release();
      }
    }
  }

  int fd() {
    return fd;
  }

  /** What it was when it was found; of this, what can never change may be used. */
  HostStat first() {
    return first;
  }

  boolean isRoot() {
    return parent == null;
  }

  /** Removes it under the name that it was found by, if that is still its name. */
  void remove() throws P9Exception {
    if (parent == null) {
      throw new P9Exception(XenErrno.EBUSY);
    }
    requireName();
    HostCalls.unlink(parent.fd, name, first.isDirectory() ? HostCalls.AT_REMOVEDIR : 0);
  }

  /** Gives it another name, if it still has the one that it was found by. */
  void rename(Node directory, String newName) throws P9Exception {
    if (parent == null) {
      throw new P9Exception(XenErrno.EBUSY);
    }
    requireName();
    HostCalls.rename(parent.fd, name, directory.fd, newName);
    moved(directory, newName);
  }

  private void requireName() throws P9Exception {
    Node now = parent.find(name);
    now.release();
    if (!now.first.isSame(first)) {
      throw new P9Exception(XenErrno.ENOENT);
    }
  }

  /** The directory that it was reached through; null at the root. */
  Node parent() {
    return parent;
  }

  /** Takes notice of a new name, if this is what was found under the old one. */
  void movedFrom(Node from, String oldName, Node to, String newName) {
    if (parent != null && parent.first.isSame(from.first) && name.equals(oldName)) {
      moved(to, newName);
    }
  }

  private void moved(Node directory, String newName) {
    for (Node above = directory; above != null; above = above.parent) {
      if (above == this) {
        return; // what was known of the directories was old: better no circle of them
      }
    }
    directory.use();
    parent.release();
    parent = directory;
    name = newName;
  }
}
