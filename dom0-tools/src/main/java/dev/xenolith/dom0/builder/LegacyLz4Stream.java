package dev.xenolith.dom0.builder;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;

/**
 * Unpacks the frame format that lz4 had first: a magic number, then blocks of up to 8 MiB, each
 * behind its packed size, up to the end of the stream.
 */
final class LegacyLz4Stream extends InputStream {
  private static final int MAGIC = 0x184C2102;
  private static final int BLOCK_BYTES = 8 << 20;

  /** What 8 MiB of noise grow to. */
  private static final int MOST_PACKED = BLOCK_BYTES + BLOCK_BYTES / 255 + 16;

  private final InputStream packed;
  private InputStream block = nullInputStream();
  private int left;

  /** Begins at a frame's magic number. */
  LegacyLz4Stream(InputStream packed) throws IOException {
    this.packed = packed;
    if (size() != MAGIC) {
      throw new IOException("it does not begin as an lz4 frame does");
    }
  }

  /** The next number of 32 bits, or 0 where the stream ends. */
  private int size() throws IOException {
    byte[] word = packed.readNBytes(4);
    if (word.length == 0) {
      return 0;
    }
    if (word.length < 4) {
      throw new EOFException();
    }
    return word[0] & 0xFF | (word[1] & 0xFF) << 8 | (word[2] & 0xFF) << 16 | word[3] << 24;
  }

  private boolean nextBlock() throws IOException {
    int size = size();
    if (size == MAGIC) {
      size = size();
    }
    if (size == 0) {
      return false;
    }
    if (size < 0 || size > MOST_PACKED) {
      throw new IOException("a block is said to have 0x%x packed bytes".formatted(size));
    }
    byte[] bytes = packed.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    block = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(bytes));
    left = BLOCK_BYTES;
    return true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int start, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      int n = block.read(to, start, length);
      if (n > 0) {
        left -= n;
        if (left < 0) {
          throw new IOException("a block unpacks to more than 8 MiB");
        }
        return n;
      }
      if (!nextBlock()) {
        return -1;
      }
    }
  }
}
