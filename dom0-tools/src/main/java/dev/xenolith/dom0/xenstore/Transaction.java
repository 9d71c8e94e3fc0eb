package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changes seen by their maker only. Every node touched is remembered as it was; if any has another
 * generation at the end, somebody else was faster and the whole is to be done again (EAGAIN).
 */
final class Transaction implements NodeTable {
  private final Tree tree;
  private final int mostNodes;
  private final Map<String, Optional<Node>> touched = new LinkedHashMap<>();
  private final Map<String, Optional<Node>> changed = new LinkedHashMap<>();
  private final Map<DomId, Integer> ownedMore = new HashMap<>();

  /** One for each path, however often it changes: a client must not make us keep more. */
  private final Map<String, Change> changes = new LinkedHashMap<>();

  private long held;
  private boolean tooLarge;

  Transaction(Tree tree, int mostNodes) {
    this.tree = tree;
    this.mostNodes = mostNodes;
  }

  @Override
  public Ledger ledger() {
    return tree.ledger();
  }

  @Override
  public Node get(String path) throws StoreException {
    touch(path);
    return changed.getOrDefault(path, touched.get(path)).orElse(null);
  }

  @Override
  public Node peek(String path) {
    Optional<Node> known = changed.getOrDefault(path, touched.get(path));
    return known == null ? tree.get(path) : known.orElse(null);
  }

  @Override
  public void put(String path, Node node) throws StoreException {
    count(get(path), -1);
    Optional<Node> before =
        changed.put(path, Optional.of(node.atGeneration(tree.nextGeneration())));
    hold(node.bytesAt(path));
    if (before != null && before.isPresent()) {
      hold(-before.get().bytesAt(path));
    }
    count(node, 1);
  }

  @Override
  public void remove(String path) throws StoreException {
    count(get(path), -1);
    changed.put(path, Optional.empty());
  }

  private void touch(String path) throws StoreException {
    if (touched.containsKey(path)) {
      return;
    }
    if (touched.size() >= mostNodes) {
      // A request may have been cut off in the middle: nothing of this can be kept.
      tooLarge = true;
      throw new StoreException(XenErrno.ENOSPC);
    }
    touched.put(path, Optional.ofNullable(tree.get(path)));
    hold(path.length() + Ledger.RECORD_BYTES);
  }

  private void hold(long bytes) {
    held += bytes;
    tree.ledger().keep(bytes);
  }

  /** Gives back what it made the store keep. To be called once, when it is over. */
  void end() {
    tree.ledger().letGo(held);
    held = 0;
  }

  private void count(Node node, int change) {
    if (node != null) {
      ownedMore.merge(node.permissions().owner(), change, Integer::sum);
    }
  }

  @Override
  public int nodesOwnedBy(DomId domid) {
    return tree.nodesOwnedBy(domid) + ownedMore.getOrDefault(domid, 0);
  }

  /** Remembers a change to be told to watchers if the transaction succeeds. */
  void remember(Change change) {
    changes.merge(change.path(), change, Change::then);
  }

  /**
   * Makes the changes visible.
   *
   * @return what watchers are to be told
   * @throws StoreException EAGAIN when others interfered, ENOSPC when it grew too large; nothing is
   *     changed
   */
  Collection<Change> commit() throws StoreException {
    if (tooLarge) {
      throw new StoreException(XenErrno.ENOSPC);
    }
    for (Map.Entry<String, Optional<Node>> node : touched.entrySet()) {
      // Nodes are never changed in place, so the same node is the same generation.
      if (node.getValue().orElse(null) != tree.get(node.getKey())) {
        throw new StoreException(XenErrno.EAGAIN);
      }
    }
    changed.forEach(
        (path, node) -> node.ifPresentOrElse(n -> tree.put(path, n), () -> tree.remove(path)));
    return changes.values();
  }
}
