package dev.xenolith.hv.vectors;

/** Makes a case of the floating-point arithmetic from its seed. */
final class FpuCaseMaker {
  private static final FpuOp[] OPS = FpuOp.values();
  private static final int ALL_MASKED = 0x3F;
  private static final int DAZ = 0x40;
  private static final int FTZ = 0x8000;
  private static final int BIAS = 16383;

  private final SplitMix random;

  FpuCaseMaker(SplitMix random) {
    this.random = random;
  }

  static FpuCase make(long seed) {
    return new FpuCaseMaker(new SplitMix(seed)).make();
  }

  private FpuCase make() {
    FpuOp op = OPS[random.below(OPS.length)];
    int control = op.x87() ? controlWord() : mxcsr();
    int aHigh = op.first == FpuOp.Kind.EXT ? exponent(0x3FFF) : 0;
    if (!op.defined(aHigh)) {
      aHigh = aHigh & 0x8000 | BIAS - 3 - random.below(70);
    }
    long a = low(op.first, 0);
    int bHigh =
        switch (op.second) {
          case EXT -> exponent(random.percent(60) ? aHigh & 0x7FFF : 0x3FFF);
          case DECIMAL -> random.below(2) << 15 | (int) decimal(2);
          default -> 0;
        };
    long b = random.percent(5) && op.first == op.second ? a : low(op.second, a);
    return new FpuCase(op, control, a, aHigh, b, bHigh);
  }

  /** A control word of the x87. */
  int controlWord() {
    int masks = random.percent(70) ? ALL_MASKED : random.below(64);
    int precision = random.percent(50) ? 3 : random.oneOf(0, 2, 3);
    return masks | 0x40 | precision << 8 | random.below(4) << 10;
  }

  private int mxcsr() {
    if (random.percent(40)) {
      return ALL_MASKED << 7;
    }
    int masks = random.percent(70) ? ALL_MASKED : random.below(64);
    int modes = (random.percent(25) ? DAZ : 0) | (random.percent(25) ? FTZ : 0);
    return masks << 7 | modes | random.below(4) << 13;
  }

  /** Sign and exponent of an extended number, often near another's. */
  int exponent(int near) {
    int sign = random.below(2) << 15;
    int exponent =
        switch (random.below(6)) {
          case 0 -> FpuEdges.exponent(random);
          case 1 -> FpuEdges.exponent(random) + random.below(70) - 35;
          case 2 -> random.below(0x8000);
          case 3 -> near + random.below(140) - 70;
          case 4 -> near + random.below(7) - 3;
          default -> BIAS + random.below(67) - 2;
        };
    return sign | exponent & 0x7FFF;
  }

  /** The low 64 bits of a number, often near another one. */
  long low(FpuOp.Kind kind, long near) {
    if (kind == FpuOp.Kind.B32X2) {
      return low(FpuOp.Kind.B32, near >>> 32) << 32 | low(FpuOp.Kind.B32, near);
    }
    if (kind != FpuOp.Kind.EXT && kind != FpuOp.Kind.DECIMAL && random.percent(45)) {
      return FpuEdges.low(kind, random.below(FpuEdges.count(kind)));
    }
    return switch (kind) {
      case B32 -> binary(near, 23, 8) & 0xFFFFFFFFL;
      case B64 -> binary(near, 52, 11);
      case EXT -> significand();
      case I16, I32, I64 -> FpuEdges.narrow(kind, random.nextLong() >> random.below(64));
      case DECIMAL -> decimal(16);
      case B32X2, NONE -> 0;
    };
  }

  private long significand() {
    long bits = random.percent(35) ? FpuEdges.significand(random) : sparse(random.nextLong(), 63);
    return random.percent(95) ? bits | Long.MIN_VALUE : bits;
  }

  /** Often with few bits set, so that results are exact or ties. */
  private long sparse(long bits, int width) {
    return random.percent(50) ? bits : bits & -1L << random.below(width);
  }

  private long binary(long near, int fractionBits, int exponentBits) {
    int top = (1 << exponentBits) - 1;
    int other = (int) (near >>> fractionBits) & top;
    int exponent =
        switch (random.below(4)) {
          case 0 -> random.below(top + 1);
          case 1 -> other + random.below(5) - 2;
          case 2 -> other + random.below(2 * fractionBits + 10) - fractionBits - 5;
          default -> top / 2 + random.below(70) - 4;
        };
    long fraction = sparse(random.nextLong(), fractionBits) & (1L << fractionBits) - 1;
    long sign = random.below(2);
    return sign << fractionBits + exponentBits | (long) (exponent & top) << fractionBits | fraction;
  }

  /** Packed decimal digits. */
  long decimal(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      value = value << 4 | random.below(10);
    }
    return value;
  }
}
