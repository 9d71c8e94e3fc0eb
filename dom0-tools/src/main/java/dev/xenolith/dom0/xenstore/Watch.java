package dev.xenolith.dom0.xenstore;

/**
 * A wish to be told of changes at or below a path.
 *
 * @param path absolute, or special
 * @param skip characters left off the front of reported paths: those of the home for a relative
 *     watch
 * @param number later watches have greater ones
 */
record Watch(StoreConnection connection, String path, String token, int skip, long number) {
  /** What two watches of one client must not have in common. */
  record Key(String path, String token) {}

  Key key() {
    return new Key(path, token);
  }

  String reported(String changed) {
    return changed.substring(skip);
  }

  int bytes() {
    return path.length() + token.length() + Ledger.RECORD_BYTES;
  }
}
