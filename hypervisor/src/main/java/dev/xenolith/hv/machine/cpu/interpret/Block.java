package dev.xenolith.hv.machine.cpu.interpret;

/**
 * A piece of guest code without branches but at its end, and where its packed form stands in the
 * code.
 */
final class Block {
  final long rip;
  final long linear;
  final long physical;
  final int modeId;
  final int bytes;
  final int instructions;
  final int start;
  final int end;

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

  boolean overlaps(long from, long to) {
    return physical < to && from < physical + bytes;
  }

  /** Which pieces of 64 bytes of its frame it touches, one bit each. */
  long chunks() {
    return chunks(physical, bytes);
  }

  static long chunks(long at, int length) {
    int first = (int) (at & 0xFFF) >> 6;
    int last = (int) (at + length - 1 & 0xFFF) >> 6;
    return -1L << first & -1L >>> 63 - last;
  }
}
