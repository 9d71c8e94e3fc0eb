package dev.xenolith.hv.vectors;

/** Values for general registers of 64 bits, and for memory beside them. */
final class WidePool {
  private static final long[] EDGES = {
    0,
    1,
    2,
    -1,
    -2,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFFL,
    0x80000000L,
    0x80000001L,
    0xFFFFFFFFL,
    0x100000000L,
    0x1FFFFFFFFL,
    0x5555555555555555L,
    0xAAAAAAAAAAAAAAAAL,
    0x7FFFFFFFFFFFFFFFL,
    0x8000000000000000L,
    0x8000000000000001L,
    0xFFFFFFFF00000000L,
    0xFFFFFFFF7FFFFFFFL,
    0xFFFFFFFF80000000L,
    0xFFFFFFFFFFFF8000L,
    0xFFFFFFFFFFFFFF80L
  };

  private WidePool() {}

  /** An edge, a small number, one bit, a run of bits, or anything. */
  static long value(SplitMix random) {
    int kind = random.below(20);
    if (kind < 11) {
      return EDGES[random.below(EDGES.length)];
    }
    return switch (kind) {
      case 11, 12, 13 -> random.below(140);
      case 14 -> 1L << random.below(64);
      case 15 -> -1L >>> random.below(64);
      case 16 -> -1L << random.below(64);
      default -> random.nextLong();
    };
  }
}
