package dev.xenolith.pv.net;

/**
 * An Ethernet frame on its way. Nobody changes its bytes.
 *
 * @param bytes from the destination's address on, without a checksum of its own
 * @param checksum what is known of TCP's or UDP's checksum
 * @param train what kind of train of TCP segments it is
 * @param segmentBytes payload of each segment of a train
 */
public record Packet(byte[] bytes, Checksum checksum, Train train, int segmentBytes) {
  /** The shortest: both addresses and a type. */
  public static final int HEADER_BYTES = 14;

  /** Bytes of a network card's address. */
  public static final int ADDRESS_BYTES = 6;

  /** What is known of the checksum. */
  public enum Checksum {
    /** Nothing. */
    UNKNOWN,
    /** It is right. */
    RIGHT,
    /** Only the sum of the pseudo header is there. */
    BLANK
  }

  /** Whether it stands for many segments. */
  public enum Train {
    NONE,
    TCPV4,
    TCPV6
  }

  /** A frame as a wire would have it. */
  public static Packet plain(byte[] bytes) {
    return new Packet(bytes, Checksum.UNKNOWN, Train.NONE, 0);
  }

  /** The same packet with its checksum worked out, if it is blank. */
  public Packet completed() {
    return Checksums.completed(this);
  }

  /** Where it goes, as a number of 48 bits. */
  public long destination() {
    return address(0);
  }

  /** Where it comes from. */
  public long source() {
    return address(ADDRESS_BYTES);
  }

  private long address(int at) {
    long address = 0;
    for (int i = 0; i < ADDRESS_BYTES; i++) {
      address = address << 8 | bytes[at + i] & 0xFF;
    }
    return address;
  }

  /** Whether an address stands for many cards. */
  public static boolean isGroup(long address) {
    return (address >>> 40 & 1) != 0;
  }

  /** Whether an address stands for all cards. */
  public static boolean isBroadcast(long address) {
    return address == (1L << 48) - 1;
  }
}
