package dev.xenolith.dom0.xenstore;

/**
 * Something watchers may want to know.
 *
 * @param node as it is now, or as it last was when it is gone: its permissions decide who may know
 * @param parent the same of its parent
 * @param before permissions it had until this change, or null when they stayed
 * @param exact only watches of this very path fire, not those of its ancestors: part of a removal
 */
record Change(String path, Node node, Node parent, Permissions before, boolean exact) {
  /** This change and a later one of the same path, as one. */
  Change then(Change later) {
    return new Change(
        path, later.node, later.parent, before == null ? later.before : before, later.exact);
  }

  boolean mayBeKnownTo(Caller caller) {
    return before != null && before.allows(caller, Permissions.Access.READ)
        || node.permissions().allows(caller, Permissions.Access.READ)
        || parent != null && parent.permissions().allows(caller, Permissions.Access.READ);
  }
}
