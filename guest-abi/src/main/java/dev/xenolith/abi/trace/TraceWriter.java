package dev.xenolith.abi.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a trace file: eight bytes of {@link #MAGIC}, then records, each preceded by its length in
 * four bytes, little endian.
 */
public final class TraceWriter implements Closeable {
  /** How a trace file begins: the name and the version of the format. */
  public static final String MAGIC = "XENOTRC1";

  private final OutputStream out;

  /** Begins a file. The stream should be buffered; closing the writer closes it. */
  public TraceWriter(OutputStream out) throws IOException {
    this.out = out;
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
    out.flush(); // who follows the file sees at once what it is
  }

  /** Appends a record. */
  public void write(TraceRecord r) throws IOException {
    out.write(encode(r));
  }

  /** Makes what was written visible to readers. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** The record as it stands in a file, length included. */
  public static byte[] encode(TraceRecord r) {
    ByteSink sink = new ByteSink();
    EventCodec.write(r, sink);
    byte[] body = sink.toArray();
    byte[] all = new byte[body.length + 4];
    for (int i = 0; i < 4; i++) {
      all[i] = (byte) (body.length >>> 8 * i);
    }
    System.arraycopy(body, 0, all, 4, body.length);
    return all;
  }
}
