package dev.xenolith.pv.net;

/** Spreads flows over the queues of a card: all packets of a connection go to the same. */
final class FlowHash {
  private static final int PRIME = 31;

  private FlowHash() {}

  /** Which of so many queues a packet belongs to. */
  static int of(Packet packet, int queues) {
    if (queues == 1) {
      return 0;
    }
    byte[] bytes = packet.bytes();
    Headers headers = Headers.of(bytes);
    int hash = 1;
    if (headers.version() == 0) {
      for (int i = 0; i < Packet.HEADER_BYTES; i++) {
        hash = hash * PRIME + bytes[i];
      }
    } else {
      int from = headers.addresses();
      for (int i = from; i < from + headers.addressBytes(); i++) {
        hash = hash * PRIME + bytes[i];
      }
      if (headers.hasChecksum()) {
        for (int i = headers.transport(); i < headers.transport() + 4; i++) {
          hash = hash * PRIME + bytes[i];
        }
      }
    }
    return Integer.remainderUnsigned(hash ^ hash >>> 16, queues);
  }
}
