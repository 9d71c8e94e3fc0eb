package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A medium with sectors of more than 512 bytes. What does not fill the last one is not there. */
record LargeSectors(Medium inner, int logicalSectorBytes) implements Medium {
  @Override
  public long bytes() {
    return inner.bytes() & -logicalSectorBytes;
  }

  @Override
  public boolean isReadOnly() {
    return inner.isReadOnly();
  }

  @Override
  public boolean canDiscard() {
    return inner.canDiscard();
  }

  @Override
  public int granularity() {
    return Math.max(inner.granularity(), logicalSectorBytes);
  }

  @Override
  public int physicalSectorBytes() {
    return Math.max(inner.physicalSectorBytes(), logicalSectorBytes);
  }

  @Override
  public void read(long offset, ByteBuffer[] to) throws IOException {
    inner.read(offset, to);
  }

  @Override
  public void write(long offset, ByteBuffer[] from) throws IOException {
    inner.write(offset, from);
  }

  @Override
  public void flush() throws IOException {
    inner.flush();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    inner.discard(offset, length);
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}
