package dev.xenolith.hv.machine.cpu.interpret;

/**
 * A piece of guest code without branches but at its end, and where its packed form stands in the
 * code. It lies in one page; only an instruction that crosses into the next page, which then is a
 * block of its own, lies in two.
 */
final class Block {
  private static final int PAGE = 4096;

  final long rip;
  final long linear;
  final long physical;
  final int modeId;
  final int bytes;
  final int instructions;
  final int start;
  final int end;

  /** The page that its instruction crosses into, and the frame that page was mapped to. */
  private long secondLinear;

  private long secondPhysical = -1;

  /** How many blocks the largest compiled loop has that this one is in. */
  int loop;

  /** The next block with the same hash. */
  Block next;

  Block(
      long rip,
      long linear,
      long physical,
      int modeId,
      int bytes,
      int instructions,
      int start,
      int end) {
    this.rip = rip;
    this.linear = linear;
    this.physical = physical;
    this.modeId = modeId;
    this.bytes = bytes;
    this.instructions = instructions;
    this.start = start;
    this.end = end;
  }

  boolean is(long wantedLinear, long wantedPhysical, int wantedMode) {
    return linear == wantedLinear && physical == wantedPhysical && modeId == wantedMode;
  }

  void crossInto(long linearPage, long physicalPage) {
    secondLinear = linearPage;
    secondPhysical = physicalPage;
  }

  /** Whether it lies in two pages. */
  boolean crosses() {
    return secondPhysical >= 0;
  }

  long secondLinear() {
    return secondLinear;
  }

  long secondPhysical() {
    return secondPhysical;
  }

  private int bytesInFirst() {
    return crosses() ? PAGE - (int) (physical & PAGE - 1) : bytes;
  }

  boolean overlaps(long from, long to) {
    return physical < to && from < physical + bytesInFirst()
        || crosses() && secondPhysical < to && from < secondPhysical + bytes - bytesInFirst();
  }

  /** Which pieces of 64 bytes of a frame it touches, one bit each. */
  long chunks(long frame) {
    long touched = physical >>> 12 == frame ? chunks(physical, bytesInFirst()) : 0;
    return crosses() && secondPhysical >>> 12 == frame
        ? touched | chunks(secondPhysical, bytes - bytesInFirst())
        : touched;
  }

  static long chunks(long at, int length) {
    int first = (int) (at & 0xFFF) >> 6;
    int last = (int) (at + length - 1 & 0xFFF) >> 6;
    return -1L << first & -1L >>> 63 - last;
  }
}
