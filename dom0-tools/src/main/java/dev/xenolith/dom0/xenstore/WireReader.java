package dev.xenolith.dom0.xenstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts messages together from a stream of bytes. */
final class WireReader {
  private final ByteBuffer header =
      ByteBuffer.allocate(WireMessage.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private byte[] payload;
  private int have;

  /** How many bytes are wanted next; never zero. */
  int wanted() {
    return payload == null ? header.remaining() : payload.length - have;
  }

  /**
   * Takes bytes, at most as many as {@link #wanted}.
   *
   * @return the message that is complete now, or null
   * @throws ProtocolException when the stream makes no sense and cannot be read any further
   */
  WireMessage take(byte[] bytes, int start, int length) throws ProtocolException {
    if (payload == null) {
      header.put(bytes, start, length);
      if (header.hasRemaining()) {
        return null;
      }
      payload = new byte[checkedLength(header.getInt(12))];
    } else {
      System.arraycopy(bytes, start, payload, have, length);
      have += length;
    }
    return have == payload.length ? finish() : null;
  }

  private static int checkedLength(int length) throws ProtocolException {
    if (length < 0 || length > WireMessage.MOST_PAYLOAD) {
      throw new ProtocolException(
          "a message of " + Integer.toUnsignedString(length) + " bytes, more than 4096");
    }
    return length;
  }

  private WireMessage finish() {
    WireMessage message =
        new WireMessage(header.getInt(0), header.getInt(4), header.getInt(8), payload);
    reset();
    return message;
  }

  /** Forgets what has been read of a message. */
  void reset() {
    header.clear();
    payload = null;
    have = 0;
  }
}
