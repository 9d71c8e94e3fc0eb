package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.num.DomId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The nodes as everybody outside a transaction sees them. */
final class Tree implements NodeTable {
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<DomId, Integer> owned = new HashMap<>();
  private final Ledger ledger = new Ledger();
  private long generation;

  Tree() {
    Permissions dom0 = Permissions.ownedBy(DomId.DOM0, Permissions.Access.NONE);
    put(StorePath.ROOT, Node.create(dom0).withChild("tool"));
    put("/tool", Node.create(dom0).withChild("xenstored"));
    put("/tool/xenstored", Node.create(dom0));
    put(StorePath.INTRODUCE, Node.create(dom0));
    // Everybody may learn that some domain is gone: back ends live on it.
    put(StorePath.RELEASE, Node.create(Permissions.ownedBy(DomId.DOM0, Permissions.Access.READ)));
  }

  /** A number never used before. */
  long nextGeneration() {
    return ++generation;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Node get(String path) {
    return nodes.get(path);
  }

  @Override
  public Node peek(String path) {
    return nodes.get(path);
  }

  @Override
  public void put(String path, Node node) {
    count(path, nodes.put(path, node.atGeneration(nextGeneration())), -1);
    count(path, node, 1);
  }

  @Override
  public void remove(String path) {
    count(path, nodes.remove(path), -1);
  }

  private void count(String path, Node node, int change) {
    if (node != null) {
      ledger.keep((long) change * node.bytesAt(path));
      owned.merge(node.permissions().owner(), change, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  @Override
  public int nodesOwnedBy(DomId domid) {
    return owned.getOrDefault(domid, 0);
  }

  int size() {
    return nodes.size();
  }

  /** All paths in order, as a copy. */
  List<String> paths() {
    return List.copyOf(nodes.keySet());
  }
}
