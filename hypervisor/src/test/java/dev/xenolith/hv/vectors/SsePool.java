package dev.xenolith.hv.vectors;

/** Values for vector registers: the edges of their elements, and what lies between. */
final class SsePool {
  private static final int[] SINGLES = {
    0,
    0x80000000,
    1,
    0x80000001,
    0x007FFFFF,
    0x00800000,
    0x807FFFFF,
    0x80800000,
    0x00800001,
    0x33800000,
    0x3EFFFFFF,
    0x3F000000,
    0xBF000000,
    0x3F7FFFFF,
    0x3F800000,
    0xBF800000,
    0x3F800001,
    0x3FC00000,
    0x40490FDB,
    0x4B000000,
    0x4B7FFFFF,
    0x4EFFFFFF,
    0x4F000000,
    0xCF000000,
    0xCF000001,
    0x5F000000,
    0x7E800000,
    0x7F7FFFFF,
    0xFF7FFFFF,
    0x7F800000,
    0xFF800000,
    0x7F800001,
    0xFFA00000,
    0x7FC00000,
    0xFFC12345
  };
  private static final long[] DOUBLES = {
    0,
    0x8000000000000000L,
    1,
    0x8000000000000001L,
    0x000FFFFFFFFFFFFFL,
    0x0010000000000000L,
    0x800FFFFFFFFFFFFFL,
    0x8010000000000000L,
    0x3690000000000000L,
    0x36A0000000000000L,
    0x380FFFFFFFFFFFFFL,
    0x3810000000000000L,
    0x3FDFFFFFFFFFFFFFL,
    0x3FE0000000000000L,
    0xBFE0000000000000L,
    0x3FF0000000000000L,
    0xBFF0000000000000L,
    0x3FF0000000000001L,
    0x3FF8000000000000L,
    0x400921FB54442D18L,
    0x41DFFFFFFFC00000L,
    0x41DFFFFFFFE00000L,
    0x41E0000000000000L,
    0xC1E0000000000000L,
    0xC1E0000000200000L,
    0x4330000000000000L,
    0x4340000000000000L,
    0x43E0000000000000L,
    0xC3E0000000000000L,
    0x47EFFFFFE0000000L,
    0x47EFFFFFF0000000L,
    0x7FEFFFFFFFFFFFFFL,
    0xFFEFFFFFFFFFFFFFL,
    0x7FF0000000000000L,
    0xFFF0000000000000L,
    0x7FF0000000000001L,
    0xFFF4000000000000L,
    0x7FF8000000000000L,
    0xFFF8123400000000L
  };
  private static final int[] BYTES = {0, 1, 0x7F, 0x80, 0x81, 0xFE, 0xFF, 'a', 'z'};

  private SsePool() {}

  /** Two elements, one, or more, as the operation is likely to take them. */
  static long value(SplitMix random, String op) {
    if (random.percent(10)) {
      return random.nextLong();
    }
    boolean integers = op.charAt(0) == 'p' && !op.equals("pause");
    if (integers && random.percent(85)) {
      return packed(random);
    }
    boolean doubles = op.contains("pd") || op.contains("sd");
    return doubles == random.percent(85) ? real(random) : singles(random);
  }

  private static long packed(SplitMix random) {
    int bits = random.oneOf(8, 16, 32, 64);
    long value = 0;
    for (int at = 0; at < 64; at += bits) {
      long mask = -1L >>> 64 - bits;
      long element = random.percent(25) ? random.nextLong() : edge(random, bits);
      value |= (element & mask) << at;
    }
    return value;
  }

  private static long edge(SplitMix random, int bits) {
    if (bits == 8) {
      return random.oneOf(BYTES);
    }
    long near = random.below(5) - 2;
    return random.percent(50) ? near : near + (1L << bits - 1);
  }

  private static long singles(SplitMix random) {
    return single(random) & 0xFFFFFFFFL | (long) single(random) << 32;
  }

  private static int single(SplitMix random) {
    int kind = random.below(100);
    if (kind < 65) {
      return random.oneOf(SINGLES);
    }
    // Near one another, so that sums cancel and products are common.
    int exponent = kind < 85 ? 120 + random.below(14) : random.below(256);
    int fraction = random.percent(30) ? random.below(16) << 19 : random.nextInt() & 0x7FFFFF;
    return random.nextInt() & Integer.MIN_VALUE | exponent << 23 | fraction;
  }

  private static long real(SplitMix random) {
    int kind = random.below(100);
    if (kind < 65) {
      return DOUBLES[random.below(DOUBLES.length)];
    }
    long exponent = kind < 80 ? 1016 + random.below(14) : random.below(2048);
    if (kind >= 95) {
      exponent = 1023 + random.below(66); // the range of integers
    }
    long bits = random.nextLong();
    long fraction = random.percent(30) ? (long) random.below(16) << 48 : bits & 0xFFFFFFFFFFFFFL;
    return bits & Long.MIN_VALUE | exponent << 52 | fraction;
  }
}
