package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.Packet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A guest of a few packets: as much of DHCP, ARP and TCP as it takes to be talked to. */
final class HandCard {
  private static final byte[] MAC = {0, 0x16, 0x3e, 1, 2, 3};
  private static final byte[] ALL = {-1, -1, -1, -1, -1, -1};
  private static final int GUEST = 0x0a00020f;
  private static final int GATEWAY = 0x0a000202;
  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int PSH = 8;
  private static final int ACK = 16;
  private static final int IP = 14;
  private static final int TRANSPORT = 34;
  private static final int PATIENCE_SECONDS = 60;

  private final Port port;
  private final Executor vcpu;
  private final BlockingQueue<ByteBuffer> came = new LinkedBlockingQueue<>();
  private final StringBuilder stream = new StringBuilder();
  private byte[] gateway = ALL;
  private int hostPort;
  private int sequence = 1000;
  private int acknowledged;

  HandCard(Port port, Executor vcpu) {
    this.port = port;
    this.vcpu = vcpu;
    port.plug((packet, _) -> came.add(ByteBuffer.wrap(packet.bytes())));
  }

  private void send(ByteBuffer frame) {
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    boolean tcp = bytes.length > TRANSPORT && bytes[IP + 9] == TCP;
    Packet packet =
        tcp ? new Packet(bytes, Packet.Checksum.BLANK, Packet.Train.NONE, 0) : Packet.plain(bytes);
    vcpu.execute(() -> port.send(packet));
  }

  private ByteBuffer await(Predicate<ByteBuffer> wanted) throws InterruptedException {
    while (true) {
      ByteBuffer frame = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("it does not come");
      }
      if (frame.getShort(12) == (short) ARP && frame.getShort(20) == 1) {
        answer(frame);
      } else if (wanted.test(frame)) {
        return frame;
      }
    }
  }

  private static boolean is(ByteBuffer frame, int protocol) {
    return frame.getShort(12) == (short) IPV4 && frame.get(IP + 9) == protocol;
  }

  private ByteBuffer frame(byte[] to, int type) {
    return ByteBuffer.allocate(2000).put(to).put(MAC).putShort((short) type);
  }

  private ByteBuffer ipv4(int protocol, int from, int to, byte[] mac, int payload) {
    ByteBuffer f = frame(mac, IPV4);
    f.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload)).putInt(0);
    f.put((byte) 64).put((byte) protocol).putShort((short) 0).putInt(from).putInt(to);
    int sum = 0;
    for (int at = IP; at < TRANSPORT; at += 2) {
      sum += f.getShort(at) & 0xFFFF;
    }
    return f.putShort(IP + 10, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
  }

  /** Asks by DHCP for an address; answers it, the mask and the router that it is offered. */
  String discover() throws InterruptedException {
    int options = 8;
    int length = 8 + 236 + options;
    ByteBuffer f = ipv4(UDP, 0, -1, ALL, length);
    f.putShort((short) 68).putShort((short) 67).putShort((short) length).putShort((short) 0);
    f.putInt(0x01010600).putInt(0x12345678).putInt(0).putInt(0).putInt(0).putInt(0).putInt(0);
    f.put(MAC).position(TRANSPORT + 8 + 236);
    f.putInt(0x63825363).put((byte) 53).put((byte) 1).put((byte) 1).put((byte) 255);
    send(f);
    ByteBuffer offer = await(b -> is(b, UDP) && b.getShort(TRANSPORT + 2) == 68);
    int bootp = TRANSPORT + 8;
    return "%s %s %s"
        .formatted(
            dotted(offer.getInt(bootp + 16)),
            dotted(option(offer, bootp + 240, 1)),
            dotted(option(offer, bootp + 240, 3)));
  }

  private static int option(ByteBuffer f, int from, int code) {
    int at = from;
    while ((f.get(at) & 0xFF) != code) {
      at += 2 + (f.get(at + 1) & 0xFF);
    }
    return f.getInt(at + 2);
  }

  private static String dotted(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >>> 16 & 0xFF, address >>> 8 & 0xFF, address & 0xFF);
  }

  private ByteBuffer arp(byte[] to, int operation, byte[] target, int address) {
    return frame(to, ARP)
        .putInt(0x00010800)
        .putShort((short) 0x0604)
        .putShort((short) operation)
        .put(MAC)
        .putInt(GUEST)
        .put(target)
        .putInt(address);
  }

  private void answer(ByteBuffer question) {
    if (question.getInt(38) == GUEST) {
      byte[] asker = new byte[6];
      question.get(22, asker);
      send(arp(asker, 2, asker, question.getInt(28)));
    }
  }

  /** Asks by ARP who the gateway is. */
  void findGateway() throws InterruptedException {
    send(arp(ALL, 1, new byte[6], GATEWAY));
    ByteBuffer reply = await(f -> f.getShort(12) == (short) ARP && f.getShort(20) == 2);
    byte[] mac = new byte[6];
    reply.get(22, mac);
    gateway = mac;
  }

  private void tcp(int from, int to, int flags, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer f = ipv4(TCP, GUEST, GATEWAY, gateway, 20 + bytes.length);
    f.putShort((short) from).putShort((short) to).putInt(sequence).putInt(acknowledged);
    f.put((byte) 0x50).put((byte) flags).putShort((short) 0x4000).putInt(0).put(bytes);
    send(f);
    sequence += bytes.length + ((flags & SYN) != 0 ? 1 : 0);
  }

  /** Connects to a port of the gateway, from port 5000. */
  void connect(int to) throws InterruptedException {
    hostPort = to;
    tcp(5000, to, SYN, "");
    ByteBuffer reply = await(f -> is(f, TCP) && (f.get(TRANSPORT + 13) & SYN) != 0);
    acknowledged = reply.getInt(TRANSPORT + 4) + 1;
    tcp(5000, to, ACK, "");
  }

  /** Waits for a connection and takes it; answers the port that was asked for. */
  int accepts() throws InterruptedException {
    ByteBuffer syn = await(f -> is(f, TCP) && (f.get(TRANSPORT + 13) & SYN) != 0);
    acknowledged = syn.getInt(TRANSPORT + 4) + 1;
    int mine = syn.getShort(TRANSPORT + 2) & 0xFFFF;
    tcp(mine, syn.getShort(TRANSPORT) & 0xFFFF, SYN | ACK, "");
    return mine;
  }

  /** Takes so many bytes of the connection. */
  String receive(int length) throws InterruptedException {
    while (stream.length() < length) {
      ByteBuffer f = await(b -> is(b, TCP));
      int payload = TRANSPORT + (f.get(TRANSPORT + 12) >>> 4 & 15) * 4;
      int end = IP + (f.getShort(IP + 2) & 0xFFFF);
      if (end > payload && f.getInt(TRANSPORT + 4) == acknowledged) {
        byte[] bytes = new byte[end - payload];
        f.get(payload, bytes);
        stream.append(new String(bytes, StandardCharsets.US_ASCII));
        acknowledged += bytes.length;
        tcp(5000, hostPort, ACK, "");
      }
    }
    return stream.toString();
  }

  /** Waits until the other side has no more to say. */
  void awaitEnd() throws InterruptedException {
    await(f -> is(f, TCP) && (f.get(TRANSPORT + 13) & FIN) != 0);
  }

  /** Says something on the connection. */
  void send(String text) {
    tcp(5000, hostPort, ACK | PSH, text);
  }
}
