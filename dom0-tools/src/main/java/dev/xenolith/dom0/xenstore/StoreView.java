package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What one caller may do with the nodes of one table. Paths are absolute and checked. */
final class StoreView {
  private final NodeTable table;
  private final Caller caller;
  private final Quotas quotas;
  private final Consumer<Change> changes;

  StoreView(NodeTable table, Caller caller, Quotas quotas, Consumer<Change> changes) {
    this.table = table;
    this.caller = caller;
    this.quotas = quotas;
    this.changes = changes;
  }

  /**
   * The node, if the caller may have it; ENOENT is told only to those who may see that it is
   * absent.
   */
  Node require(String path, Access wanted) throws StoreException {
    Node node = table.get(path);
    if (node == null || !node.permissions().allows(caller, wanted)) {
      boolean mayKnow = nearestAncestor(path).permissions().allows(caller, wanted);
      throw new StoreException(node == null && mayKnow ? XenErrno.ENOENT : XenErrno.EACCES);
    }
    return node;
  }

  private Node find(String path, Access wanted) throws StoreException {
    try {
      return require(path, wanted);
    } catch (StoreException e) {
      if (e.errno() == XenErrno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  private Node nearestAncestor(String path) throws StoreException {
    String at = path;
    Node node;
    do {
      at = StorePath.parent(at);
      node = table.get(at);
    } while (node == null);
    return node;
  }

  void write(String path, byte[] value) throws StoreException {
    Node node = find(path, Access.WRITE);
    if (node == null) {
      create(path, value);
    } else {
      table.ledger().requireRoom(value.length - node.value().length, quotas);
      putChecked(path, node.withValue(value));
    }
    tell(path, null);
  }

  /** Makes an empty node if there is none. */
  void mkdir(String path) throws StoreException {
    if (find(path, Access.WRITE) == null) {
      create(path, new byte[0]);
      tell(path, null);
    }
  }

  private void create(String path, byte[] value) throws StoreException {
    Deque<String> missing = new ArrayDeque<>();
    for (String at = path; table.get(at) == null; at = StorePath.parent(at)) {
      missing.push(at);
    }
    String parentPath = StorePath.parent(missing.peek());
    Node parent = table.get(parentPath);
    checkNodeQuota(missing.size());
    // Each missing node has its own path, all of them no longer than the last.
    long more = (long) missing.size() * (2 * path.length() + Ledger.RECORD_BYTES) + value.length;
    table.ledger().requireRoom(more, quotas);
    Permissions inherited = parent.permissions();
    if (!caller.isPrivileged()) {
      inherited = inherited.withOwner(caller.domid());
    }
    checkSize(path, Node.create(inherited).withValue(value));
    putChecked(parentPath, parent.withChild(StorePath.name(missing.peek())));
    while (!missing.isEmpty()) {
      String at = missing.pop();
      Node node = Node.create(inherited);
      table.put(
          at,
          missing.isEmpty()
              ? node.withValue(value)
              : node.withChild(StorePath.name(missing.peek())));
    }
  }

  private void checkNodeQuota(int more) throws StoreException {
    if (quotas.nodes() - more < table.nodesOwnedBy(caller.domid())) {
      throw new StoreException(XenErrno.ENOSPC);
    }
  }

  private void checkSize(String path, Node node) throws StoreException {
    if (quotas.nodeBytes() - path.length() < node.size()) {
      throw new StoreException(XenErrno.ENOSPC);
    }
  }

  private void putChecked(String path, Node node) throws StoreException {
    checkSize(path, node);
    table.put(path, node);
  }

  /** Removes a node with all below it; one that is absent is no error where its parent exists. */
  void remove(String path) throws StoreException {
    Node node = find(path, Access.WRITE);
    String parentPath = StorePath.parent(path);
    Node parent = table.get(parentPath);
    if (node == null) {
      if (parent == null) {
        throw new StoreException(XenErrno.ENOENT);
      }
      return;
    }
    if (path.equals(StorePath.ROOT)) {
      throw new StoreException(XenErrno.EINVAL);
    }
    if (parent == null) {
      throw new StoreException(XenErrno.EAGAIN);
    }
    removeBelow(path, node, parent, true);
    table.put(parentPath, parent.withoutChild(StorePath.name(path)));
  }

  private void removeBelow(String path, Node node, Node parent, boolean top) throws StoreException {
    for (String name : node.children()) {
      String child = StorePath.child(path, name);
      Node below = table.get(child);
      // Null only in a transaction that has lost already: somebody outside removed the child.
      if (below != null) {
        removeBelow(child, below, node, false);
      }
    }
    table.remove(path);
    changes.accept(new Change(path, node, parent, null, !top));
  }

  void setPermissions(String path, Permissions wanted) throws StoreException {
    if (wanted.entries().size() > quotas.permissions()) {
      throw new StoreException(XenErrno.ENOSPC);
    }
    Node node = require(path, Access.WRITE);
    Permissions before = node.permissions();
    if (!caller.isPrivileged() && !caller.is(before.owner())) {
      throw new StoreException(XenErrno.EACCES);
    }
    if (!caller.isPrivileged() && !wanted.owner().equals(before.owner())) {
      throw new StoreException(XenErrno.EPERM);
    }
    table.put(path, node.withPermissions(wanted));
    tell(path, before);
  }

  List<String> children(String path) throws StoreException {
    return require(path, Access.READ).children();
  }

  private void tell(String path, Permissions before) {
    Node parent = StorePath.isSpecial(path) ? null : table.peek(StorePath.parent(path));
    changes.accept(new Change(path, table.peek(path), parent, before, false));
  }
}
