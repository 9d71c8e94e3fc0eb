package dev.xenolith.pv.net;

/** Frames as a stack of protocols would send them. */
final class Frames {
  static final int TCP_HEADERS = 14 + 20 + 20;

  static final int TCPV6_HEADERS = 14 + 40 + 20;

  private Frames() {}

  /** Bytes that look like noise behind both addresses and a type nobody knows. */
  static byte[] ethernet(int length) {
    byte[] b = new byte[length];
    for (int i = 0; i < length; i++) {
      b[i] = (byte) (i * 31 >>> 3);
    }
    address(b, 0, 2);
    address(b, 6, 1);
    b[12] = (byte) 0x88;
    b[13] = (byte) 0xB5;
    return b;
  }

  static void address(byte[] b, int at, int last) {
    byte[] address = {0, 0x16, 0x3e, 0, 0, (byte) last};
    System.arraycopy(address, 0, b, at, address.length);
  }

  /** TCP over IPv4 whose checksum is only begun. */
  static byte[] tcp(int payload) {
    byte[] b = ethernet(TCP_HEADERS + payload);
    b[12] = 8;
    b[13] = 0;
    b[14] = 0x45;
    Checksums.put16(b, 16, b.length - 14);
    Checksums.put16(b, 18, 0x1234);
    Checksums.put16(b, 20, 0x4000);
    b[22] = 64;
    b[23] = Headers.TCP;
    Checksums.completeIpv4(b, 14, 20);
    Checksums.put16(b, 34, 40000);
    Checksums.put16(b, 36, 80);
    Checksums.put16(b, 38, 0xFFFF);
    Checksums.put16(b, 40, 0xFFF0);
    b[46] = 0x50;
    b[47] = 0x19; // ACK PSH FIN
    return b;
  }

  /** TCP over IPv6 whose checksum is only begun. */
  static byte[] tcpv6(int payload) {
    byte[] b = ethernet(TCPV6_HEADERS + payload);
    b[12] = (byte) 0x86;
    b[13] = (byte) 0xDD;
    b[14] = 0x60;
    Checksums.put16(b, 18, 20 + payload);
    b[20] = Headers.TCP;
    b[21] = 64;
    System.arraycopy(tcp(0), 34, b, 54, 20);
    return b;
  }

  /** Whether TCP's sum over the pseudo header and all is right. */
  static boolean isRight(byte[] b) {
    boolean v6 = b[14] >>> 4 == 6;
    long sum = Headers.TCP + b.length - (v6 ? 54 : 34);
    for (int i = v6 ? 22 : 26; i < b.length; i++) {
      int value = b[i] & 0xFF;
      sum += (i & 1) == 0 ? value << 8 : value;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return sum == 0xFFFF;
  }
}
