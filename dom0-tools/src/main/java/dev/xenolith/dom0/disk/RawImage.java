package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import dev.xenolith.dom0.disk.qcow2.FlushGate;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that holds a disk byte for byte. */
final class RawImage implements Medium {
  private final ImageFile use;
  private final FileChannel file;
  private final FlushGate gate;
  private final long bytes;
  private final boolean readOnly;
  private final boolean discards;
  private final int blockBytes;

  /** An image in an open file, which is closed with it. */
  RawImage(ImageFile use, boolean readOnly, boolean discards) throws IOException {
    this.use = use;
    this.discards = discards;
    file = use.channel();
    gate = new FlushGate(file, use.path().toString());
    blockBytes = use.blockBytes();
    this.readOnly = readOnly;
    // A last sector that is not whole is not there, as with a loop device.
    bytes = file.size() / SECTOR_BYTES * SECTOR_BYTES;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public boolean canDiscard() {
    return discards;
  }

  @Override
  public int physicalSectorBytes() {
    return blockBytes;
  }

  @Override
  public void read(long offset, ByteBuffer[] to) throws IOException {
    long at = offset;
    for (ByteBuffer buffer : to) {
      while (buffer.hasRemaining()) {
        int n = file.read(buffer, at);
        if (n < 0) {
          throw new EOFException("the file became shorter than " + bytes + " bytes");
        }
        at += n;
      }
    }
  }

  @Override
  public void write(long offset, ByteBuffer[] from) throws IOException {
    long at = offset;
    for (ByteBuffer buffer : from) {
      while (buffer.hasRemaining()) {
        at += file.write(buffer, at);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    gate.force();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    use.holes().make(offset, length);
  }

  @Override
  public void close() throws IOException {
    use.close();
  }
}
