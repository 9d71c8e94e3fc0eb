package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reference counts of some clusters, in memory as on the medium. */
final class RefcountBlock {
  private final Qcow2File file;
  private final long at;
  private final int order;
  private final byte[] bytes;

  RefcountBlock(Qcow2File file, long at, int order, byte[] bytes) {
    this.file = file;
    this.at = at;
    this.order = order;
    this.bytes = bytes;
  }

  long get(int index) {
    int bits = 1 << order;
    if (bits < Byte.SIZE) {
      int bit = index << order;
      return bytes[bit >>> 3] >>> (bit & 7) & (1 << bits) - 1;
    }
    long value = 0;
    int first = index << order - 3;
    for (int i = first; i < first + bits / Byte.SIZE; i++) {
      value = value << Byte.SIZE | bytes[i] & 0xFF;
    }
    return value;
  }

  private void put(int index, long value) {
    int bits = 1 << order;
    if (bits < Byte.SIZE) {
      int bit = index << order;
      int mask = (1 << bits) - 1 << (bit & 7);
      bytes[bit >>> 3] = (byte) (bytes[bit >>> 3] & ~mask | (int) value << (bit & 7) & mask);
      return;
    }
    int first = index << order - 3;
    long left = value;
    for (int i = first + bits / Byte.SIZE - 1; i >= first; i--) {
      bytes[i] = (byte) left;
      left >>>= Byte.SIZE;
    }
  }

  /** Sets counts, here and on the medium, or leaves them as they were. */
  void set(int index, int count, long value) throws IOException {
    byte[] before = bytes.clone();
    for (int i = index; i < index + count; i++) {
      put(i, value);
    }
    int first = (int) (((long) index << order) / Byte.SIZE);
    int end = (int) ((((long) index + count << order) + Byte.SIZE - 1) / Byte.SIZE);
    try {
      file.write(ByteBuffer.wrap(bytes, first, end - first), at + first);
    } catch (IOException e) {
      System.arraycopy(before, 0, bytes, 0, bytes.length);
      throw e;
    }
  }

  /** Writes all of it. */
  void write() throws IOException {
    file.write(ByteBuffer.wrap(bytes), at);
  }
}
