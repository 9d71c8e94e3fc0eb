package dev.xenolith.abi.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What is in a disk drive. Used by several threads at a time; offsets and lengths are multiples of
 * the sector size and within the medium.
 */
public interface Medium extends AutoCloseable {
  /** Bytes of a sector. */
  int SECTOR_BYTES = DiskPorts.SECTOR_BYTES;

  /** Size in bytes. */
  long bytes();

  /** Whether writing is refused. */
  boolean isReadOnly();

  /** Whether {@link #discard} does anything. */
  boolean canDiscard();

  /** Bytes of the smallest range whose room can be given back; a power of two. */
  default int granularity() {
    return physicalSectorBytes();
  }

  /** Bytes of the smallest range that can be read or written; a power of two. */
  default int logicalSectorBytes() {
    return SECTOR_BYTES;
  }

  /** Bytes that are written at a time, however small the sectors are; a power of two. */
  default int physicalSectorBytes() {
    return SECTOR_BYTES;
  }

  /** Reads into the buffers, one behind the other, and fills them. */
  void read(long offset, ByteBuffer[] to) throws IOException;

  /** Writes what is in the buffers, one behind the other. */
  void write(long offset, ByteBuffer[] from) throws IOException;

  /** Returns when everything written before is safe from a failure of the host. */
  void flush() throws IOException;

  /** Makes a range read as zeroes and gives its room back. */
  void discard(long offset, long length) throws IOException;

  @Override
  void close() throws IOException;
}
