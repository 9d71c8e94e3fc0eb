package dev.xenolith.abi.trace;

import java.io.Closeable;
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
  private final byte[] magic = new byte[TraceWriter.MAGIC.length()];
  private int magicLength;
  private final byte[] header = new byte[4];
  private int headerLength;
  private byte[] body;
  private int bodyLength;

  /** Reads this stream, which must be at the beginning of the file. */
  public TraceReader(InputStream in) {
    this.in = in;
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

  /** Whether what was read so far ends between two records: a file that does not is cut short. */
  public boolean isAtBoundary() {
    return magicLength == magic.length && headerLength == 0;
  }

  private boolean fill() throws IOException {
    if (!fillMagic()) {
      return false;
    }
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

  private boolean fillMagic() throws IOException {
    while (magicLength < magic.length) {
      int n = in.read(magic, magicLength, magic.length - magicLength);
      if (n < 0) {
        return false;
      }
      magicLength += n;
      String begun = new String(magic, 0, magicLength, StandardCharsets.US_ASCII);
      if (!TraceWriter.MAGIC.startsWith(begun)) {
        throw new IOException("not a trace file, or one of another version");
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
