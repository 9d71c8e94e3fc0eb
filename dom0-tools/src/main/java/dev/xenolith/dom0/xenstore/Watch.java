package dev.xenolith.dom0.xenstore;

/**
 * A wish to be told of changes at or below a path.
 *
 * @param path absolute, or special
 * @param skip characters left off the front of reported paths: those of the home for a relative
 *     watch
 */
record Watch(StoreConnection connection, String path, String token, int skip) {
  boolean sees(Change change) {
    return change.exact() ? path.equals(change.path()) : StorePath.isWithin(change.path(), path);
  }

  String reported(String changed) {
    return changed.substring(skip);
  }
}
