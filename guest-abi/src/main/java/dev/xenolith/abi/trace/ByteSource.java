package dev.xenolith.abi.trace;

import java.io.IOException;
import java.util.Arrays;

/** Bytes of one record that was read. What they say is checked before it is believed. */
final class ByteSource {
  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() throws IOException {
    long zigzag = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = next();
      zigzag |= (long) (b & 0x7F) << shift;
      if ((b & 0x80) == 0) {
        return zigzag >>> 1 ^ -(zigzag & 1);
      }
    }
    throw new IOException("damaged trace: a number does not end");
  }

  /** A number of things of at least a byte each that are still to come. */
  int count() throws IOException {
    long count = number();
    if (count < 0 || count > bytes.length - at) {
      throw new IOException("damaged trace: length " + count);
    }
    return (int) count;
  }

  byte[] bytes() throws IOException {
    int length = count();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private int next() throws IOException {
    if (at == bytes.length) {
      throw new IOException("damaged trace: a record ends early");
    }
    return bytes[at++];
  }
}
