package dev.xenolith.dom0.xenstore;

import java.util.ArrayList;
import java.util.List;

/**
 * One node, never changed in place.
 *
 * @param value its bytes; not to be written to
 * @param children names in order of creation
 * @param generation unique number of the change that made it so
 */
record Node(byte[] value, Permissions permissions, List<String> children, long generation) {
  private static final byte[] EMPTY = {};

  static Node create(Permissions permissions) {
    return new Node(EMPTY, permissions, List.of(), 0);
  }

  Node withValue(byte[] bytes) {
    return new Node(bytes, permissions, children, generation);
  }

  Node withPermissions(Permissions changed) {
    return new Node(value, changed, children, generation);
  }

  Node withChild(String name) {
    List<String> more = new ArrayList<>(children.size() + 1);
    more.addAll(children);
    more.add(name);
    return new Node(value, permissions, more, generation);
  }

  Node withoutChild(String name) {
    List<String> fewer = new ArrayList<>(children);
    fewer.remove(name);
    return new Node(value, permissions, fewer, generation);
  }

  Node atGeneration(long number) {
    return new Node(value, permissions, children, number);
  }

  /** What it costs to keep it under a path. */
  int bytesAt(String path) {
    // Its name stands in its parent too.
    return 2 * path.length()
        + value.length
        + 16 * permissions.entries().size()
        + Ledger.RECORD_BYTES;
  }

  /** What it counts against {@link Quotas#nodeBytes}. */
  int size() {
    int size = value.length + 24 + 8 * permissions.entries().size();
    for (String child : children) {
      size += child.length() + 1;
    }
    return size;
  }
}
