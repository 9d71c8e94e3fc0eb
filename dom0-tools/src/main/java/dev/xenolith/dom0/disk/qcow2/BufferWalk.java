package dev.xenolith.dom0.disk.qcow2;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Walks along buffers, one behind the other, in steps of any size. */
final class BufferWalk {
  private final ByteBuffer[] buffers;
  private int at;

  BufferWalk(ByteBuffer[] buffers) {
    this.buffers = buffers;
  }

  /** What is left in all of them. */
  long remaining() {
    long left = 0;
    for (int i = at; i < buffers.length; i++) {
      left += buffers[i].remaining();
    }
    return left;
  }

  /** The next bytes: this many of them, or fewer where a buffer ends. */
  ByteBuffer next(int most) {
    while (!buffers[at].hasRemaining()) {
      at++;
    }
    ByteBuffer buffer = buffers[at];
    int n = Math.min(most, buffer.remaining());
    ByteBuffer part = buffer.slice(buffer.position(), n);
    buffer.position(buffer.position() + n);
    return part;
  }

  /** This many bytes as buffers of their own. */
  ByteBuffer[] parts(int bytes) {
    ByteBuffer[] parts = new ByteBuffer[buffers.length];
    int count = 0;
    for (int left = bytes; left > 0; count++) {
      parts[count] = next(left);
      left -= parts[count].remaining();
    }
    return Arrays.copyOf(parts, count);
  }

  /** Fills the next bytes with zeroes. */
  void zeroes(int bytes) {
    for (int left = bytes; left > 0; ) {
      ByteBuffer part = next(left);
      left -= part.remaining();
      while (part.hasRemaining()) {
        part.put((byte) 0);
      }
    }
  }
}
