package dev.xenolith.dom0.xenstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One message (xs_wire.h: struct xsd_sockmsg and its payload). The type is a number: it may be any.
 */
record WireMessage(int type, int requestId, int transactionId, byte[] payload) {
  static final int HEADER_BYTES = 16;

  /** XENSTORE_PAYLOAD_MAX. */
  static final int MOST_PAYLOAD = 4096;

  static WireMessage text(WireType type, int requestId, int transactionId, String... strings) {
    StringBuilder all = new StringBuilder();
    for (String s : strings) {
      all.append(s).append('\0');
    }
    return new WireMessage(type.number, requestId, transactionId, bytes(all.toString()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] encode() {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(requestId)
        .putInt(transactionId)
        .putInt(payload.length)
        .put(payload)
        .array();
  }
}
