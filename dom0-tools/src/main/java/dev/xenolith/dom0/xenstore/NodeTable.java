package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.num.DomId;

/** Nodes by absolute path. */
interface NodeTable {
  /** The node, or null. */
  Node get(String path) throws StoreException;

  /** The node, or null, looked at for the store's own sake: not something the client depends on. */
  Node peek(String path);

  /** Adds or replaces; the node gets a new generation. */
  void put(String path, Node node) throws StoreException;

  /** Removes one node; keeping parents and children consistent is the caller's business. */
  void remove(String path) throws StoreException;

  /** What all clients together make the store keep. */
  Ledger ledger();

  /** How many nodes the domain owns, as this table sees it. */
  int nodesOwnedBy(DomId domid);
}
