package dev.xenolith.abi.trace;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a trace file. A damaged one is an {@link IOException} that says so; records of later
 * versions are skipped.
 */
public final class TraceReader implements Closeable {
  private static final int LONGEST = 1 << 24;

  private final InputStream in;
  private final byte[] header = new byte[4];
  private int headerLength;
  private byte[] body;
  private int bodyLength;

  /** Begins to read; the stream must be at the beginning of the file. */
  public TraceReader(InputStream in) throws IOException {
    this.in = in;
    byte[] magic = new DataInputStream(in).readNBytes(TraceWriter.MAGIC.length());
    if (!new String(magic, StandardCharsets.US_ASCII).equals(TraceWriter.MAGIC)) {
      throw new IOException("not a trace file, or one of another version");
    }
  }

  /**
   * The next record, or null at the end of what is there. If the file has grown since, a later call
   * goes on where this one stopped, even inside a record.
   */
  public TraceRecord next() throws IOException {
    while (true) {
      if (!fill()) {
        return null;
      }
      TraceRecord r = EventCodec.read(new ByteSource(body));
      headerLength = 0;
      body = null;
      if (r != null) {
        return r;
      }
    }
  }

  private boolean fill() throws IOException {
    while (headerLength < 4) {
      int n = in.read(header, headerLength, 4 - headerLength);
      if (n < 0) {
        return false;
      }
      headerLength += n;
    }
    if (body == null) {
      int length = 0;
      for (int i = 3; i >= 0; i--) {
        length = length << 8 | header[i] & 0xFF;
      }
      if (length < 0 || length > LONGEST) {
        throw new IOException("damaged trace: a record of " + Integer.toUnsignedString(length));
      }
      body = new byte[length];
      bodyLength = 0;
    }
    while (bodyLength < body.length) {
      int n = in.read(body, bodyLength, body.length - bodyLength);
      if (n < 0) {
        return false;
      }
      bodyLength += n;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
