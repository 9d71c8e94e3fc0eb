package dev.xenolith.abi.layout;

/**
 * Little-endian bytes somebody else owns: a granted page, a copied argument, a mapped ring.
 * Consumers are given this and never learn who allocated it.
 *
 * <p>An offset outside the bytes is a bug of the caller and throws {@link
 * IndexOutOfBoundsException}; offsets that came from a guest are checked before they get here.
 */
public interface GuestBytes {
  /** How many bytes there are. */
  long size();

  int getU8(long offset);

  int getU16(long offset);

  /** The 32 bits at this offset, as a signed int holding them. */
  int getU32(long offset);

  long getU64(long offset);

  void putU8(long offset, int value);

  void putU16(long offset, int value);

  void putU32(long offset, int value);

  void putU64(long offset, long value);

  /** Copies bytes out, in no particular order. */
  default void get(long offset, byte[] to, int start, int length) {
    for (int i = 0; i < length; i++) {
      to[start + i] = (byte) getU8(offset + i);
    }
  }

  /** Copies bytes in, in no particular order. */
  default void put(long offset, byte[] from, int start, int length) {
    for (int i = 0; i < length; i++) {
      putU8(offset + i, from[start + i]);
    }
  }

  /** Copies bytes out into a new array. */
  default byte[] copy(long offset, int length) {
    byte[] bytes = new byte[length];
    get(offset, bytes, 0, length);
    return bytes;
  }
}
