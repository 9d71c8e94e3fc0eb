package dev.xenolith.pv.net;

/** The sums of TCP and UDP (RFC 1071) in frames whose contents nobody has vouched for. */
final class Checksums {
  private static final int TCP_FIELD = 16;
  private static final int UDP_FIELD = 6;

  private Checksums() {}

  /** The same frame with its checksum worked out, if it is blank. */
  static Packet completed(Packet packet) {
    if (packet.checksum() != Packet.Checksum.BLANK) {
      return packet;
    }
    byte[] bytes = packet.bytes().clone();
    Headers headers = Headers.of(bytes);
    if (headers.hasChecksum()) {
      complete(bytes, headers);
    }
    return new Packet(bytes, Packet.Checksum.RIGHT, packet.train(), packet.segmentBytes());
  }

  /** Works out the checksum of a whole frame. */
  static void complete(byte[] bytes, Headers headers) {
    int field = field(headers);
    put16(bytes, field, 0);
    int payload = headers.end() - headers.transport();
    long sum = (long) headers.protocol() + payload;
    sum += words(bytes, headers.addresses(), headers.addressBytes());
    sum += words(bytes, headers.transport(), payload);
    int folded = ~fold(sum) & 0xFFFF;
    // In UDP, a sum of 0 would say that there is none.
    put16(bytes, field, folded == 0 && headers.protocol() == Headers.UDP ? 0xFFFF : folded);
  }

  private static int field(Headers headers) {
    return headers.transport() + (headers.protocol() == Headers.TCP ? TCP_FIELD : UDP_FIELD);
  }

  /** Works out the checksum of an IPv4 header. */
  static void completeIpv4(byte[] bytes, int at, int length) {
    put16(bytes, at + 10, 0);
    put16(bytes, at + 10, ~fold(words(bytes, at, length)) & 0xFFFF);
  }

  private static long words(byte[] bytes, int at, int length) {
    long sum = 0;
    int i = at;
    for (; i + 1 < at + length; i += 2) {
      sum += (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
    }
    return i < at + length ? sum + ((bytes[i] & 0xFF) << 8) : sum;
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) folded;
  }

  static void put16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }
}
