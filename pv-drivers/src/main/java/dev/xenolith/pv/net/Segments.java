package dev.xenolith.pv.net;

import java.util.ArrayList;
import java.util.List;

/** Takes trains of TCP segments apart for those who do not know them. */
final class Segments {
  private static final int FIN_PSH = 0x09;
  private static final int CWR = 0x80;

  /** More than any honest train has, and few enough to be made at once. */
  private static final int MOST = 1024;

  private Segments() {}

  /** The segments of a train, or the packet itself if it is none; nothing if it makes no sense. */
  static List<Packet> apart(Packet packet) {
    if (packet.train() == Packet.Train.NONE) {
      return List.of(packet);
    }
    byte[] b = packet.bytes();
    Headers headers = Headers.of(b);
    int version = packet.train() == Packet.Train.TCPV4 ? 4 : 6;
    if (headers.version() != version
        || headers.protocol() != Headers.TCP
        || !headers.hasChecksum()) {
      return List.of();
    }
    int payload = headers.transport() + (b[headers.transport() + 12] >>> 4 & 15) * 4;
    if (payload < headers.transport() + 20
        || payload > headers.end()
        || (headers.end() - payload) / packet.segmentBytes() >= MOST) {
      return List.of();
    }
    List<Packet> segments = new ArrayList<>();
    int at = payload;
    do {
      int now = Math.min(packet.segmentBytes(), headers.end() - at);
      segments.add(segment(b, headers, payload, at, now, segments.size()));
      at += now;
    } while (at < headers.end());
    return segments;
  }

  private static Packet segment(
      byte[] whole, Headers headers, int payload, int at, int length, int number) {
    byte[] b = new byte[payload + length];
    System.arraycopy(whole, 0, b, 0, payload);
    System.arraycopy(whole, at, b, payload, length);
    int tcp = headers.transport();
    int ip = headers.network();
    boolean first = at == payload;
    boolean last = at + length == headers.end();
    long sequence = (long) Headers.u16(b, tcp + 4) << 16 | Headers.u16(b, tcp + 6);
    sequence += at - payload;
    Checksums.put16(b, tcp + 4, (int) (sequence >>> 16));
    Checksums.put16(b, tcp + 6, (int) sequence);
    int flags = b[tcp + 13];
    flags = last ? flags : flags & ~FIN_PSH;
    b[tcp + 13] = (byte) (first ? flags : flags & ~CWR);
    if (headers.version() == 4) {
      Checksums.put16(b, ip + 2, b.length - ip);
      Checksums.put16(b, ip + 4, Headers.u16(b, ip + 4) + number);
      Checksums.completeIpv4(b, ip, tcp - ip);
    } else {
      Checksums.put16(b, ip + 4, b.length - tcp);
    }
    Checksums.complete(b, Headers.of(b));
    return new Packet(b, Packet.Checksum.RIGHT, Packet.Train.NONE, 0);
  }
}
