package dev.xenolith.abi.trace;

import java.util.Arrays;

/** Bytes of one record on their way out. */
final class ByteSink {
  private byte[] buffer = new byte[256];
  private int length;

  void number(long value) {
    long zigzag = value << 1 ^ value >> 63;
    while ((zigzag & ~0x7FL) != 0) {
      put((int) zigzag & 0x7F | 0x80);
      zigzag >>>= 7;
    }
    put((int) zigzag);
  }

  void bytes(byte[] bytes) {
    number(bytes.length);
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer, length);
  }

  private void put(int b) {
    ensure(1);
    buffer[length++] = (byte) b;
  }

  private void ensure(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
