package dev.xenolith.hv.machine.cpu.fpu;

/** What the x87 stores to memory: narrower formats, integers, packed decimals. */
final class X87Stores {
  private static final long MOST_DECIMAL = 999_999_999_999_999_999L;
  private static final long INDEFINITE_DIGITS = 0xC000000000000000L;
  private static final int INDEFINITE_SIGN = 0xFFFF;
  private static final int LOW_DIGITS = 16;
  private static final int DIGITS = 18;

  /** The low 16 digits of a packed decimal. */
  long digits;

  /** The sign, at bit 15, and two digits of a packed decimal. */
  int signDigits;

  private final Arithmetic arithmetic;
  private final Operand a;
  private final IntegerRounding integer = new IntegerRounding();

  X87Stores(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
    this.a = arithmetic.a;
  }

  /**
   * The value in a narrower format. A denormal operand is no exception here, and an overflow or
   * underflow that is not masked hides PE.
   */
  void round(Format format, int rounding) {
    arithmetic.result.target(format, format.precision, rounding, arithmetic.unmasked);
    a.denormal = false;
    arithmetic.copy();
    int without = FloatFlags.OVERFLOW | FloatFlags.UNDERFLOW;
    if ((arithmetic.raised & arithmetic.unmasked & without) != 0) {
      arithmetic.raised &= ~FloatFlags.PRECISION;
    }
  }

  long integer(int bits, int rounding) {
    long least = -1L << bits - 1;
    if (!rounded(rounding) || !integer.fits(bits, a.sign)) {
      arithmetic.raised |= FloatFlags.INVALID;
      return least;
    }
    inexact();
    return a.sign != 0 ? -integer.magnitude : integer.magnitude;
  }

  void decimal(int rounding) {
    if (!rounded(rounding)
        || integer.tooLarge
        || Long.compareUnsigned(integer.magnitude, MOST_DECIMAL) > 0) {
      arithmetic.raised |= FloatFlags.INVALID;
      digits = INDEFINITE_DIGITS;
      signDigits = INDEFINITE_SIGN;
      return;
    }
    inexact();
    long rest = integer.magnitude;
    digits = 0;
    for (int i = 0; i < LOW_DIGITS; i++) {
      digits |= rest % 10 << 4 * i;
      rest /= 10;
    }
    signDigits = a.sign << 15 | (int) (rest / 10 << 4 | rest % 10);
  }

  static long decimalMagnitude(long digits, int signDigits) {
    long magnitude = 0;
    for (int i = DIGITS - 1; i >= 0; i--) {
      long from = i < LOW_DIGITS ? digits >>> 4 * i : signDigits >>> 4 * (i - LOW_DIGITS);
      magnitude = magnitude * 10 + (from & 0xF);
    }
    return magnitude;
  }

  private boolean rounded(int rounding) {
    if (a.kind == Operand.ZERO) {
      integer.tooLarge = false;
      integer.exact = true;
      integer.roundedUp = false;
      integer.magnitude = 0;
      return true;
    }
    if (a.kind != Operand.FINITE) {
      return false;
    }
    integer.round(a, rounding);
    return true;
  }

  private void inexact() {
    arithmetic.raised |= integer.exact ? 0 : FloatFlags.PRECISION;
    arithmetic.result.roundedUp = integer.roundedUp;
  }
}
