package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.io.XenstoreLimits;
import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.io.XsdSockmsg;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import java.nio.charset.StandardCharsets;

/**
 * One message (xs_wire.h: struct xsd_sockmsg and its payload). The type is a number: it may be any.
 */
record WireMessage(int type, int requestId, int transactionId, byte[] payload) {
  private static final Abi ABI = Abi.PV64; // the header is the same in both
  static final int HEADER_BYTES = XsdSockmsg.LAYOUT.size(ABI);
  static final int MOST_PAYLOAD = XenstoreLimits.PAYLOAD_MAX;

  static WireMessage text(XsWireType type, int requestId, int transactionId, String... strings) {
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
    ByteArrayBytes m = new ByteArrayBytes(HEADER_BYTES + payload.length);
    XsdSockmsg.TYPE.put(m, 0, ABI, type);
    XsdSockmsg.REQ_ID.put(m, 0, ABI, requestId);
    XsdSockmsg.TX_ID.put(m, 0, ABI, transactionId);
    XsdSockmsg.LEN.put(m, 0, ABI, payload.length);
    m.put(HEADER_BYTES, payload, 0, payload.length);
    return m.array();
  }

  /** The length of the payload that a header announces. */
  static int announcedLength(GuestBytes header) {
    return XsdSockmsg.LEN.get(header, 0, ABI);
  }

  /** The message that a header and a payload make. */
  static WireMessage of(GuestBytes header, byte[] payload) {
    return new WireMessage(
        XsdSockmsg.TYPE.get(header, 0, ABI),
        XsdSockmsg.REQ_ID.get(header, 0, ABI),
        XsdSockmsg.TX_ID.get(header, 0, ABI),
        payload);
  }
}
