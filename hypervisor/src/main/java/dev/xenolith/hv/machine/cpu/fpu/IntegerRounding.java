package dev.xenolith.hv.machine.cpu.fpu;

/** A finite number rounded to an integer: its magnitude, and whether that is exact. */
final class IntegerRounding {
  /** The magnitude; meaningless if {@link #tooLarge}. */
  long magnitude;

  /** The magnitude is not less than 2^64. */
  boolean tooLarge;

  boolean exact;
  boolean roundedUp;

  void round(Operand value, int mode) {
    tooLarge = value.exponent > 63;
    exact = true;
    roundedUp = false;
    if (tooLarge) {
      return;
    }
    int shift = 63 - value.exponent;
    magnitude = value.significand;
    if (shift == 0) {
      return;
    }
    magnitude = Wide.shiftedHigh(value.significand, shift);
    long fraction = Wide.shiftedLow(value.significand, 0, shift);
    exact = fraction == 0;
    roundedUp = Rounding.awayFromZero(mode, value.sign, (magnitude & 1) != 0, fraction);
    if (roundedUp) {
      magnitude++;
    }
  }

  /** True if the number fits a signed integer of that many bits. */
  boolean fits(int bits, int sign) {
    long limit = (1L << bits - 1) - 1 + sign;
    return !tooLarge && Long.compareUnsigned(magnitude, limit) <= 0;
  }
}
