package dev.xenolith.hv.machine.cpu.fpu;

/**
 * A result being made: rounded to a format, or a special one.
 *
 * <p>A finite result has its significand left-aligned, with bit 63 set unless it is a denormal,
 * whose exponent is then the smallest of the format.
 */
final class Result {
  /** What an unmasked overflow or underflow of the x87 adds to the exponent (SDM 1, 8.5.4). */
  private static final int EXPONENT_ADJUST = 24576;

  private static final long INDEFINITE = 0xC000000000000000L;

  int kind;
  int sign;
  int exponent;
  long significand;

  /** Rounding made the magnitude larger. */
  boolean roundedUp;

  /** What the last rounding raised: OE, UE, PE. */
  int raised;

  /** Where to round to. */
  private int precision;

  private int minExponent;
  private int maxExponent;
  private int mode;
  private int unmasked;
  private boolean flushToZero;
  private boolean adjusts;

  /**
   * Sets where the next result goes.
   *
   * @param format gives the range of the exponent
   * @param bits to keep in the significand
   * @param roundingMode one of {@link Rounding}
   * @param unmaskedExceptions those that are not masked
   */
  void target(Format format, int bits, int roundingMode, int unmaskedExceptions) {
    precision = bits;
    minExponent = format.minExponent;
    maxExponent = format.maxExponent;
    mode = roundingMode;
    unmasked = unmaskedExceptions;
    raised = 0;
    roundedUp = false;
    flushToZero = false;
    adjusts = false;
  }

  /** Tiny results become zeros if underflow is masked. */
  void flushTiny(boolean flush) {
    flushToZero = flush;
  }

  /** Unmasked overflow and underflow adjust the exponent: results in x87 registers. */
  void adjustExponent() {
    adjusts = true;
  }

  int mode() {
    return mode;
  }

  void zero(int signBit) {
    kind = Operand.ZERO;
    sign = signBit;
    significand = 0;
  }

  void infinity(int signBit) {
    kind = Operand.INFINITE;
    sign = signBit;
    significand = Long.MIN_VALUE;
  }

  void indefinite() {
    kind = Operand.QUIET_NAN;
    sign = 1;
    significand = INDEFINITE;
  }

  /** A NaN operand, made quiet. */
  void quiet(Operand nan) {
    kind = Operand.QUIET_NAN;
    sign = nan.sign;
    significand = nan.significand | Operand.QUIET_BIT;
  }

  /** Rounds {@code (high:low) / 2^127 * 2^exp}; bit 63 of high is set, bit 0 of low sticky. */
  void round(int signBit, int exp, long high, long low) {
    kind = Operand.FINITE;
    sign = signBit;
    boolean exact = cut(high, low);
    boolean carried = roundedUp && significand == 0;
    exponent = carried ? exp + 1 : exp;
    if (carried) {
      significand = Long.MIN_VALUE;
    }
    raised |= exact ? 0 : FloatFlags.PRECISION;
    if (exponent > maxExponent) {
      overflow();
    } else if (exponent < minExponent) {
      underflow(exp, high, low);
    }
  }

  /** Rounds the significand in its place; true if nothing is lost. */
  private boolean cut(long high, long low) {
    int drop = 64 - precision;
    long fraction = drop == 0 ? low : high << precision | (low != 0 ? 1 : 0);
    long unit = 1L << drop;
    roundedUp = Rounding.awayFromZero(mode, sign, (high & unit) != 0, fraction);
    significand = (high & -unit) + (roundedUp ? unit : 0);
    return fraction == 0;
  }

  private void overflow() {
    raised |= FloatFlags.OVERFLOW;
    if ((unmasked & FloatFlags.OVERFLOW) != 0) {
      if (adjusts) {
        exponent -= EXPONENT_ADJUST;
        if (exponent > maxExponent) {
          raised |= FloatFlags.PRECISION;
          roundedUp = true;
          infinity(sign);
        }
      }
      return;
    }
    raised |= FloatFlags.PRECISION;
    roundedUp = mode == Rounding.NEAREST || mode == (sign != 0 ? Rounding.DOWN : Rounding.UP);
    if (roundedUp) {
      infinity(sign);
    } else {
      exponent = maxExponent;
      significand = -1L << 64 - precision;
    }
  }

  private void underflow(int exp, long high, long low) {
    if ((unmasked & FloatFlags.UNDERFLOW) != 0) {
      raised |= FloatFlags.UNDERFLOW;
      if (adjusts) {
        exponent += EXPONENT_ADJUST;
        if (exponent < minExponent) {
          raised |= FloatFlags.PRECISION;
          roundedUp = false;
          zero(sign);
        }
      }
      return;
    } else if (flushToZero) {
      raised |= FloatFlags.UNDERFLOW | FloatFlags.PRECISION;
      zero(sign);
      return;
    }
    int shift = minExponent - exp;
    exponent = minExponent;
    raised &= ~FloatFlags.PRECISION;
    if (!cut(Wide.shiftedHigh(high, shift), Wide.shiftedLow(high, low, shift))) {
      raised |= FloatFlags.PRECISION | FloatFlags.UNDERFLOW;
    }
    if (significand == 0) {
      kind = Operand.ZERO;
    }
  }

  int toBinary32() {
    return sign << 31
        | (int) (significand >>> 40) & 0x7FFFFF
        | biased(Format.BINARY32.maxExponent) << 23;
  }

  long toBinary64() {
    return (long) sign << 63
        | significand >>> 11 & 0xFFFFFFFFFFFFFL
        | (long) biased(Format.BINARY64.maxExponent) << 52;
  }

  /** Sign and exponent of the extended format; its significand is {@link #significand}. */
  int signExponent80() {
    return sign << 15 | biased(Format.EXTENDED.maxExponent);
  }

  private int biased(int bias) {
    return switch (kind) {
      case Operand.ZERO -> 0;
      case Operand.FINITE -> significand < 0 ? exponent + bias : 0;
      default -> 2 * bias + 1;
    };
  }
}
