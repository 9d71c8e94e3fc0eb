package dev.xenolith.hv.vectors;

/** The numbers at the edges of the formats, of both signs. */
final class FpuEdges {
  private static final int[] BITS32 = {
    0,
    1,
    2,
    0x400000,
    0x7FFFFF,
    0x800000,
    0x800001,
    0x1000000,
    0x1FFFFFFF,
    0x33800000,
    0x3EFFFFFF,
    0x3F000000,
    0x3F000001,
    0x3F7FFFFF,
    0x3F800000,
    0x3F800001,
    0x3FC00000,
    0x40000000,
    0x40400000,
    0x46FFFE00,
    0x4AFFFFFF,
    0x4B000000,
    0x4B000001,
    0x4B7FFFFF,
    0x4EFFFFFF,
    0x4F000000,
    0x4F000001,
    0x5EFFFFFF,
    0x5F000000,
    0x5F000001,
    0x7E800000,
    0x7F000000,
    0x7F7FFFFE,
    0x7F7FFFFF,
    0x7F800000,
    0x7F800001,
    0x7FBFFFFF,
    0x7FC00000,
    0x7FC00123,
    0x7FFFFFFF,
  };

  private static final long[] BITS64 = {
    0,
    1,
    2,
    0x8000000000000L,
    0xFFFFFFFFFFFFFL,
    0x10000000000000L,
    0x10000000000001L,
    0x20000000000000L,
    0x3690000000000000L,
    0x36A0000000000000L,
    0x36A0000000000001L,
    0x380FFFFFE0000000L,
    0x380FFFFFF0000000L,
    0x3810000000000000L,
    0x3810000000000001L,
    0x3CA0000000000000L,
    0x3FDFFFFFFFFFFFFFL,
    0x3FE0000000000000L,
    0x3FE0000000000001L,
    0x3FEFFFFFFFFFFFFFL,
    0x3FF0000000000000L,
    0x3FF0000000000001L,
    0x3FF0000010000000L,
    0x3FF8000000000000L,
    0x4000000000000000L,
    0x4008000000000000L,
    0x41DFFFFFFFC00000L,
    0x41DFFFFFFFE00000L,
    0x41E0000000000000L,
    0x41E0000000100000L,
    0x432FFFFFFFFFFFFFL,
    0x4330000000000001L,
    0x43DFFFFFFFFFFFFFL,
    0x43E0000000000000L,
    0x43E0000000000001L,
    0x47EFFFFFE0000000L,
    0x47EFFFFFF0000000L,
    0x47F0000000000000L,
    0x7FD0000000000000L,
    0x7FEFFFFFFFFFFFFEL,
    0x7FEFFFFFFFFFFFFFL,
    0x7FF0000000000000L,
    0x7FF0000000000001L,
    0x7FF7FFFFFFFFFFFFL,
    0x7FF8000000000000L,
    0x7FF8000000000123L,
    0x7FFFFFFFFFFFFFFFL,
  };

  /** Exponents whose neighbours matter: of the formats' ranges and the integers'. */
  private static final int[] EXPONENTS = {
    0, 1, 2, 63, 64, 65, 0x3BCD, 0x3C00, 0x3C01, 0x3F6A, 0x3F80, 0x3F81, 0x3FBE, 0x3FFD, 0x3FFE,
    0x3FFF, 0x4000, 0x400D, 0x400E, 0x401D, 0x401E, 0x403A, 0x403D, 0x403E, 0x403F, 0x407E, 0x407F,
    0x43FE, 0x43FF, 0x7FFD, 0x7FFE, 0x7FFF,
  };

  private static final long[] SIGNIFICANDS = {
    0,
    1,
    0x4000000000000000L,
    -1L >>> 1,
    0x8000000000000000L,
    0x8000000000000001L,
    0x8000000000000400L,
    0x8000008000000000L,
    0xA000000000000000L,
    0xC000000000000000L,
    0xC000000000000001L,
    0xBFFFFFFFFFFFFFFFL,
    0xFFFFFF0000000000L,
    0xFFFFFFFFFFFFF800L,
    0xFFFFFFFFFFFFFFFEL,
    0xFFFFFFFFFFFFFFFFL,
  };

  /** The fewer numbers of which all pairs are asked. */
  private static final int[][] PAIRED = {
    {0, 0},
    {0, 1},
    {0, 4},
    {0, 15},
    {1, 4},
    {1, 5},
    {1, 15},
    {2, 4},
    {2, 2},
    {0x3F81, 4},
    {0x3FBE, 4},
    {0x3FFE, 15},
    {0x3FFF, 4},
    {0x3FFF, 5},
    {0x3FFF, 7},
    {0x3FFF, 2},
    {0x4000, 9},
    {0x400D, 13},
    {0x401E, 4},
    {0x403E, 15},
    {0x7FFD, 4},
    {0x7FFE, 4},
    {0x7FFE, 12},
    {0x7FFE, 15},
    {0x7FFF, 0},
    {0x7FFF, 4},
    {0x7FFF, 5},
    {0x7FFF, 11},
    {0x7FFF, 9},
    {0x7FFF, 10},
    {0x7FFF, 15},
    {0x7FFF, 3},
  };

  private static final long[] INTEGERS = {
    0,
    1,
    2,
    3,
    9,
    10,
    0x7F,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0xFFFFFF,
    0x1000001,
    0x7FFFFFFF,
    0x80000000L,
    0xFFFFFFFFL,
    0x100000000L,
    0x1FFFFFFFFFFFFFL,
    0x20000000000001L,
    0x7FFFFFFFFFFFFBFFL,
    0x7FFFFFFFFFFFFC00L,
    0x7FFFFFFFFFFFFFFFL,
  };

  private FpuEdges() {}

  /** How many there are of a kind, for {@link #low} and {@link #high}. */
  static int count(FpuOp.Kind kind) {
    return switch (kind) {
      case B32, B32X2 -> 2 * BITS32.length;
      case B64 -> 2 * BITS64.length;
      case EXT -> 2 * PAIRED.length;
      case I16, I32, I64 -> 2 * INTEGERS.length;
      case DECIMAL, NONE -> 1;
    };
  }

  /** The low 64 bits of one; the odd ones are negative. */
  static long low(FpuOp.Kind kind, int index) {
    boolean negative = (index & 1) != 0;
    return switch (kind) {
      case B32 -> BITS32[index / 2] & 0xFFFFFFFFL | (negative ? 1L << 31 : 0);
      case B32X2 ->
          low(FpuOp.Kind.B32, index) << 32
              | low(FpuOp.Kind.B32, (index + BITS32.length) % (2 * BITS32.length));
      case B64 -> BITS64[index / 2] | (negative ? 1L << 63 : 0);
      case EXT -> SIGNIFICANDS[PAIRED[index / 2][1]];
      case I16, I32, I64 -> narrow(kind, negative ? -INTEGERS[index / 2] : INTEGERS[index / 2]);
      case DECIMAL -> 0x1234567890123456L;
      case NONE -> 0;
    };
  }

  /** The high 16 bits of one. */
  static int high(FpuOp.Kind kind, int index) {
    return switch (kind) {
      case EXT -> PAIRED[index / 2][0] | (index & 1) << 15;
      case DECIMAL -> 0x8098;
      default -> 0;
    };
  }

  /** An integer cut to its size. */
  static long narrow(FpuOp.Kind kind, long value) {
    return switch (kind) {
      case I16 -> value & 0xFFFF;
      case I32 -> value & 0xFFFFFFFFL;
      default -> value;
    };
  }

  /** Any edge's exponent of the extended format. */
  static int exponent(SplitMix random) {
    return random.oneOf(EXPONENTS);
  }

  /** Any edge's significand of the extended format. */
  static long significand(SplitMix random) {
    return SIGNIFICANDS[random.below(SIGNIFICANDS.length)];
  }
}
