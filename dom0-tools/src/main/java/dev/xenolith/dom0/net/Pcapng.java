package dev.xenolith.dom0.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Blocks of a capture file (draft-ietf-opsawg-pcapng) about one interface, of Ethernet. */
final class Pcapng {
  private static final int SECTION_HEADER = 0x0A0D0D0A;
  private static final int INTERFACE = 1;
  private static final int STATISTICS = 5;
  private static final int PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int ETHERNET = 1;

  /** Ten to the power of minus nine. */
  private static final byte NANOSECONDS = 9;

  // Numbers of options; they mean something else in each kind of block.
  private static final int END = 0;
  private static final int COMMENT = 1;
  private static final int APPLICATION = 4;
  private static final int INTERFACE_NAME = 2;
  private static final int INTERFACE_MAC = 6;
  private static final int RESOLUTION = 9;
  private static final int FLAGS = 2;
  private static final int START_TIME = 2;
  private static final int END_TIME = 3;
  private static final int RECEIVED = 4;
  private static final int DROPPED = 7;
  private static final int DELIVERED = 8;

  private static final byte INBOUND = 1;
  private static final byte OUTBOUND = 2;

  /** Type, both lengths, and all parts of a body that are always as long. */
  private static final int ROOM = 128;

  private final ByteBuffer out;

  private Pcapng(int type, int contents) {
    out = ByteBuffer.allocate(ROOM + contents).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(type).putInt(0);
  }

  /** What a file begins with. */
  static byte[] section() {
    Pcapng block = new Pcapng(SECTION_HEADER, 0);
    block.out.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
    block.option(APPLICATION, "Xenolith".getBytes(StandardCharsets.UTF_8));
    return block.ended();
  }

  /** What the packets are of. */
  static byte[] card(String name, MacAddress mac, String comment) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] commentBytes = comment.getBytes(StandardCharsets.UTF_8);
    Pcapng block = new Pcapng(INTERFACE, nameBytes.length + commentBytes.length);
    block.out.putShort((short) ETHERNET).putShort((short) 0).putInt(0);
    block.option(COMMENT, commentBytes);
    block.option(INTERFACE_NAME, nameBytes);
    block.option(INTERFACE_MAC, mac.bytes());
    block.option(RESOLUTION, NANOSECONDS);
    return block.ended();
  }

  /**
   * A packet.
   *
   * @param nanos since the epoch
   * @param outbound whether the card sent it
   */
  static byte[] packet(long nanos, boolean outbound, byte[] bytes) {
    Pcapng block = new Pcapng(PACKET, bytes.length);
    block.out.putInt(0);
    block.time(nanos);
    block.out.putInt(bytes.length).putInt(bytes.length);
    block.padded(bytes);
    block.option(FLAGS, outbound ? OUTBOUND : INBOUND, (byte) 0, (byte) 0, (byte) 0);
    return block.ended();
  }

  /**
   * What was counted so far.
   *
   * @param seen packets that passed
   * @param dropped how many of them the file has not
   */
  static byte[] statistics(long start, long now, long seen, long dropped) {
    Pcapng block = new Pcapng(STATISTICS, 0);
    block.out.putInt(0);
    block.time(now);
    block.timeOption(START_TIME, start);
    block.timeOption(END_TIME, now);
    block.number(RECEIVED, seen);
    block.number(DROPPED, dropped);
    block.number(DELIVERED, seen - dropped);
    return block.ended();
  }

  /** The high half is first, whatever the byte order. */
  private void time(long nanos) {
    out.putInt((int) (nanos >>> Integer.SIZE)).putInt((int) nanos);
  }

  private void timeOption(int code, long nanos) {
    out.putShort((short) code).putShort((short) Long.BYTES);
    time(nanos);
  }

  private void number(int code, long value) {
    out.putShort((short) code).putShort((short) Long.BYTES).putLong(value);
  }

  private void option(int code, byte... value) {
    out.putShort((short) code).putShort((short) value.length);
    padded(value);
  }

  private void padded(byte[] bytes) {
    out.put(bytes);
    while (out.position() % Integer.BYTES != 0) {
      out.put((byte) 0);
    }
  }

  private byte[] ended() {
    out.putShort((short) END).putShort((short) 0);
    int length = out.position() + Integer.BYTES;
    out.putInt(length).putInt(Integer.BYTES, length);
    byte[] block = new byte[length];
    out.flip().get(block);
    return block;
  }
}
