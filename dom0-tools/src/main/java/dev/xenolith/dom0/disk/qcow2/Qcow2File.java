package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The file under an image: numbers are big-endian, and what is behind its end is zero. */
final class Qcow2File {
  private final FileChannel channel;
  private final String name;
  private final FlushGate gate;

  Qcow2File(FileChannel channel, String name) {
    this.channel = channel;
    this.name = name;
    gate = new FlushGate(channel, name);
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Reads as much as there is room for. */
  void read(ByteBuffer to, long at) throws IOException {
    long next = at;
    while (to.hasRemaining()) {
      int n = channel.read(to, next);
      if (n < 0) {
        while (to.hasRemaining()) {
          to.put((byte) 0);
        }
      }
      next += n;
    }
  }

  /** Reads a structure of this many bytes. */
  ByteBuffer read(long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.BIG_ENDIAN);
    read(buffer, at);
    return buffer.flip();
  }

  /** Reads a table. */
  long[] readTable(long at, int entries) throws IOException {
    long[] table = new long[entries];
    read(at, entries * Long.BYTES).asLongBuffer().get(table);
    return table;
  }

  void write(ByteBuffer from, long at) throws IOException {
    long next = at;
    while (from.hasRemaining()) {
      next += channel.write(from, next);
    }
  }

  /** Writes one entry of a table. */
  void write(long value, long at) throws IOException {
    write(ByteBuffer.allocate(Long.BYTES).putLong(value).flip(), at);
  }

  /** Writes a table. */
  void writeTable(long[] table, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(table.length * Long.BYTES);
    buffer.asLongBuffer().put(table);
    write(buffer, at);
  }

  /** Returns when what was written is safe. */
  void force() throws IOException {
    gate.force();
  }

  /** What the file says cannot be. */
  IOException corrupt(String what, long at) {
    return new IOException("%s: qcow2: %s at offset 0x%x".formatted(name, what, at));
  }

  @Override
  public String toString() {
    return name;
  }
}
