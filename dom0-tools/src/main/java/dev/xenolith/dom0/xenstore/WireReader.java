package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.layout.ByteArrayBytes;

/** Puts messages together from a stream of bytes. */
final class WireReader {
  private final ByteArrayBytes header = new ByteArrayBytes(WireMessage.HEADER_BYTES);
  private byte[] payload;
  private int have;

  /** Whether nothing of the next message is there yet. */
  boolean isAtStart() {
    return payload == null && have == 0;
  }

  /** How many bytes are wanted next; never zero. */
  int wanted() {
    return (payload == null ? WireMessage.HEADER_BYTES : payload.length) - have;
  }

  /**
   * Takes bytes, at most as many as {@link #wanted}.
   *
   * @return the message that is complete now, or null
   * @throws ProtocolException when the stream makes no sense and cannot be read any further
   */
  WireMessage take(byte[] bytes, int start, int length) throws ProtocolException {
    byte[] to = payload == null ? header.array() : payload;
    System.arraycopy(bytes, start, to, have, length);
    have += length;
    if (have < to.length) {
      return null;
    }
    if (payload == null) {
      payload = new byte[checkedLength(WireMessage.announcedLength(header))];
      have = 0;
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
    WireMessage message = WireMessage.of(header, payload);
    reset();
    return message;
  }

  /** Forgets what has been read of a message. */
  void reset() {
    payload = null;
    have = 0;
  }
}
