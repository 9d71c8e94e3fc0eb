package dev.xenolith.pv.net;

/**
 * Where the headers of a frame are. What they say is checked against the frame's length, so that
 * everything named here lies within it.
 *
 * @param network where IP's header begins, or -1
 * @param version 4 or 6, or 0 where it is not IP
 * @param protocol IP's number of what it carries, or -1
 * @param transport where that begins
 * @param end where it ends
 */
record Headers(int network, int version, int protocol, int transport, int end) {
  static final int TCP = 6;
  static final int UDP = 17;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;
  private static final int VLAN = 0x8100;
  private static final int VLAN_BYTES = 4;
  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;
  private static final int TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int FRAGMENT = 0x3FFF;
  private static final Headers NONE = new Headers(-1, 0, -1, 0, 0);

  static Headers of(byte[] b) {
    int type = u16(b, Packet.HEADER_BYTES - 2);
    int network = Packet.HEADER_BYTES;
    if (type == VLAN && b.length >= network + VLAN_BYTES) {
      type = u16(b, network + 2);
      network += VLAN_BYTES;
    }
    return switch (type) {
      case IPV4 -> ipv4(b, network);
      case IPV6 -> ipv6(b, network);
      default -> NONE;
    };
  }

  private static Headers ipv4(byte[] b, int at) {
    if (b.length < at + IPV4_BYTES) {
      return NONE;
    }
    int headerBytes = (b[at] & 15) * 4;
    int end = at + u16(b, at + 2);
    if ((b[at] & 0xF0) != 0x40 || headerBytes < IPV4_BYTES || end > b.length) {
      return NONE;
    }
    boolean fragment = (u16(b, at + 6) & FRAGMENT) != 0;
    int transport = at + headerBytes;
    if (transport > end) {
      return NONE;
    }
    return new Headers(at, 4, fragment ? -1 : b[at + 9] & 0xFF, transport, end);
  }

  /** Extension headers are not looked behind: nobody who leaves a checksum blank writes them. */
  private static Headers ipv6(byte[] b, int at) {
    if (b.length < at + IPV6_BYTES || (b[at] & 0xF0) != 0x60) {
      return NONE;
    }
    int transport = at + IPV6_BYTES;
    int end = transport + u16(b, at + 4);
    return end > b.length ? NONE : new Headers(at, 6, b[at + 6] & 0xFF, transport, end);
  }

  /** Whether it carries TCP or UDP with a checksum that lies within the frame. */
  boolean hasChecksum() {
    return protocol == TCP && end - transport >= TCP_BYTES
        || protocol == UDP && end - transport >= UDP_BYTES;
  }

  /** Where IP's two addresses begin. */
  int addresses() {
    return network + (version == 4 ? 12 : 8);
  }

  /** How many bytes they have together. */
  int addressBytes() {
    return version == 4 ? 8 : 32;
  }

  static int u16(byte[] b, int at) {
    return (b[at] & 0xFF) << 8 | b[at + 1] & 0xFF;
  }
}
