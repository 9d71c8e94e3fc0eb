package dev.xenolith.examples.hosted;

/** Ethernet frames of hosts whose addresses are 00:16:3e:00:00:N and 10.0.0.N. */
final class Frames {
  /** Where the payload of a frame begins. */
  static final int PAYLOAD = 14;

  static final int TYPE_IP = 0x0800;
  static final int TYPE_ARP = 0x0806;

  /** Stands for all hosts. */
  static final int ALL = -1;

  private static final int MAC_BYTES = 6;
  private static final int TYPE = 12;
  private static final int IP_HEADER = 20;
  private static final int TCP_HEADER = 20;

  /** Without the number and the sequence, which are taken for data. */
  private static final int ICMP_HEADER = 4;

  private static final int ICMP = 1;
  private static final int TCP = 6;

  private Frames() {}

  /** The address of a host's card, as text. */
  static String mac(int host) {
    return "00:16:3e:00:00:%02x".formatted(host);
  }

  static void put16(byte[] b, int at, int value) {
    b[at] = (byte) (value >> 8);
    b[at + 1] = (byte) value;
  }

  static int get16(byte[] b, int at) {
    return (b[at] & 0xFF) << 8 | b[at + 1] & 0xFF;
  }

  static void putMac(byte[] b, int at, int host) {
    byte[] mac = {0, 0x16, 0x3e, 0, 0, (byte) host};
    for (int i = 0; i < MAC_BYTES; i++) {
      b[at + i] = host == ALL ? (byte) 0xFF : mac[i];
    }
  }

  static void putIp(byte[] b, int at, int host) {
    b[at] = 10;
    b[at + 3] = (byte) host;
  }

  /** Whether an address is that of a host. */
  static boolean isIp(byte[] b, int at, int host) {
    return get16(b, at) == 0x0A00 && get16(b, at + 2) == host;
  }

  private static byte[] frame(int to, int from, int type, int payload) {
    byte[] b = new byte[PAYLOAD + payload];
    putMac(b, 0, to);
    putMac(b, MAC_BYTES, from);
    put16(b, TYPE, type);
    return b;
  }

  static int type(byte[] frame) {
    return get16(frame, TYPE);
  }

  /** A frame of a type that nobody knows, with bytes that differ from each other. */
  static byte[] unknown(int to, int from, int length) {
    byte[] b = frame(to, from, 0x88B5, length - PAYLOAD);
    for (int i = PAYLOAD; i < length; i++) {
      b[i] = (byte) (i * 31 >>> 3);
    }
    return b;
  }

  /** The sum of the internet's protocols (RFC 1071). */
  static int sum(byte[] b, int at, int length) {
    int total = 0;
    for (int i = 0; i < length; i++) {
      total += (b[at + i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
    }
    total = (total & 0xFFFF) + (total >> 16);
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF;
  }

  private static byte[] ip(int to, int from, int protocol, int payload) {
    byte[] b = frame(to, from, TYPE_IP, IP_HEADER + payload);
    b[PAYLOAD] = 0x45;
    put16(b, PAYLOAD + 2, IP_HEADER + payload);
    put16(b, PAYLOAD + 6, 0x4000);
    b[PAYLOAD + 8] = 64;
    b[PAYLOAD + 9] = (byte) protocol;
    putIp(b, PAYLOAD + 12, from);
    putIp(b, PAYLOAD + 16, to);
    put16(b, PAYLOAD + 10, sum(b, PAYLOAD, IP_HEADER));
    return b;
  }

  /** TCP over IPv4 with a payload; of its checksum there is the pseudo header's alone. */
  static byte[] tcp(int to, int from, int payload) {
    byte[] b = ip(to, from, TCP, TCP_HEADER + payload);
    int tcp = PAYLOAD + IP_HEADER;
    put16(b, tcp, 40_000);
    put16(b, tcp + 2, 80);
    b[tcp + 12] = 0x50;
    b[tcp + 13] = 0x10;
    for (int i = tcp + TCP_HEADER; i < b.length; i++) {
      b[i] = (byte) (i * 31 >>> 3);
    }
    byte[] pseudo = new byte[12];
    System.arraycopy(b, PAYLOAD + 12, pseudo, 0, 8);
    pseudo[9] = TCP;
    put16(pseudo, 10, TCP_HEADER + payload);
    put16(b, tcp + 16, ~sum(pseudo, 0, pseudo.length));
    return b;
  }

  /**
   * An echo request (8) or reply (0).
   *
   * @param data its number, its sequence, and what follows
   */
  static byte[] echo(int to, int from, int type, byte[] data) {
    byte[] b = ip(to, from, ICMP, ICMP_HEADER + data.length);
    int icmp = PAYLOAD + IP_HEADER;
    b[icmp] = (byte) type;
    System.arraycopy(data, 0, b, icmp + ICMP_HEADER, data.length);
    put16(b, icmp + 2, sum(b, icmp, ICMP_HEADER + data.length));
    return b;
  }

  /** An ARP request (1) or reply (2) about a host. */
  static byte[] arp(int to, int from, int operation, int about) {
    byte[] b = frame(to, from, TYPE_ARP, 28);
    byte[] kind = {0, 1, 8, 0, 6, 4, 0, (byte) operation};
    System.arraycopy(kind, 0, b, PAYLOAD, kind.length);
    putMac(b, PAYLOAD + 8, from);
    putIp(b, PAYLOAD + 14, from);
    putMac(b, PAYLOAD + 18, to);
    putIp(b, PAYLOAD + 24, about);
    return b;
  }
}
