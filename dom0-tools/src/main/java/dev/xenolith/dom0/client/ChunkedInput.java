package dev.xenolith.dom0.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The content of a body in chunks (RFC 9112, 7.1). */
final class ChunkedInput extends InputStream {
  private final InputStream in;
  private long left;
  private boolean started;
  private boolean ended;

  ChunkedInput(InputStream in) {
    this.in = in;
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
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(to, start, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the host broke off");
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (started && !HostClient.line(in).isEmpty()) {
      throw new IOException("a chunk is longer than it says");
    }
    started = true;
    String size = HostClient.line(in).split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("this is no host of ours: a chunk of '" + size + "' bytes");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      HostClient.line(in);
      ended = true;
    }
  }
}
