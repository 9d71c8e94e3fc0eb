package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What is in a drive in which nothing is: no sector, so nobody comes to read one. */
final class NoMedium implements Medium {
  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public boolean canDiscard() {
    return false;
  }

  @Override
  public void read(long offset, ByteBuffer[] to) throws IOException {
    throw new IOException("there is no medium");
  }

  @Override
  public void write(long offset, ByteBuffer[] from) throws IOException {
    throw new IOException("there is no medium");
  }

  @Override
  public void flush() {}

  @Override
  public void discard(long offset, long length) throws IOException {
    throw new IOException("there is no medium");
  }

  @Override
  public void close() {}
}
