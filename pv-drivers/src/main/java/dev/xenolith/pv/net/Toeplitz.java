package dev.xenolith.pv.net;

/** Toeplitz' hash, as network cards that spread flows have it, and io/netif.h describes it. */
final class Toeplitz {
  private static final int WINDOW_BYTES = Long.BYTES;

  private Toeplitz() {}

  /** The hash of some bytes; a key that is too short is continued with zeros. */
  static int hash(byte[] key, byte[] bytes) {
    long window = 0;
    for (int i = 0; i < WINDOW_BYTES; i++) {
      window = window << Byte.SIZE | at(key, i);
    }
    long hash = 0;
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 7; bit >= 0; bit--) {
        hash ^= (bytes[i] >>> bit & 1) != 0 ? window : 0;
        window <<= 1;
      }
      window |= at(key, i + WINDOW_BYTES);
    }
    return (int) (hash >>> Integer.SIZE);
  }

  private static int at(byte[] key, int i) {
    return i < key.length ? key[i] & 0xFF : 0;
  }
}
