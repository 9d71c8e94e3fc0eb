package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The conversions of SSE, SSE2 and SSE4.1 between binary32, binary64 and integers, under the
 * control and with the exceptions of an {@link SseUnit}.
 */
public final class SseConversions {
  /** The immediate of ROUNDSS: MXCSR tells how to round. */
  private static final int ROUND_BY_MXCSR = 4;

  /** The immediate of ROUNDSS: no PE. */
  private static final int ROUND_QUIETLY = 8;

  private static final int EXACT_SINGLE = 1 << 24;

  private final SseUnit unit;
  private final IntegerRounding integer = new IntegerRounding();

  SseConversions(SseUnit unit) {
    this.unit = unit;
  }

  /** CVTSS2SD. */
  public long widen(int a) {
    if (SseFast.ordinary32(a)) {
      return Double.doubleToRawLongBits(Float.intBitsToFloat(a));
    }
    load32(a);
    unit.target(Format.BINARY64);
    unit.arithmetic.copy();
    return unit.result64();
  }

  /** CVTSD2SS. */
  public int narrow(long a) {
    if (unit.rounding == Rounding.NEAREST && SseFast.ordinary64(a)) {
      double wide = Double.longBitsToDouble(a);
      float narrow = (float) wide;
      int bits = Float.floatToRawIntBits(narrow);
      if (SseFast.ordinary32(bits)) {
        unit.raised |= narrow == wide ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load64(a);
    unit.target(Format.BINARY32);
    unit.arithmetic.copy();
    return unit.result32();
  }

  /** CVTSI2SS, of a sign-extended integer. */
  public int fromInteger32(long value) {
    if (value >= -EXACT_SINGLE && value <= EXACT_SINGLE) {
      return Float.floatToRawIntBits(value);
    }
    unit.begin();
    unit.arithmetic.a.loadInteger(value);
    unit.target(Format.BINARY32);
    unit.arithmetic.copy();
    return unit.result32();
  }

  /** CVTSI2SD, of a sign-extended integer. */
  public long fromInteger64(long value) {
    if ((int) value == value) {
      return Double.doubleToRawLongBits(value);
    }
    unit.begin();
    unit.arithmetic.a.loadInteger(value);
    unit.target(Format.BINARY64);
    unit.arithmetic.copy();
    return unit.result64();
  }

  /**
   * CVTSS2SI and CVTTSS2SI.
   *
   * @param bits 32 or 64
   * @param truncate whether to cut instead of rounding by MXCSR
   * @return the integer, sign-extended; the smallest one if invalid
   */
  public long toInteger32(int a, int bits, boolean truncate) {
    load32(a);
    return toInteger(bits, truncate);
  }

  /** As {@link #toInteger32}, of binary64: CVTSD2SI and CVTTSD2SI. */
  public long toInteger64(long a, int bits, boolean truncate) {
    if (SseFast.ordinary64(a) && (truncate || unit.rounding == Rounding.NEAREST)) {
      double value = Double.longBitsToDouble(a);
      if (Math.abs(value) < Integer.MAX_VALUE) {
        long result = (long) (truncate ? value : Math.rint(value));
        unit.raised |= result == value ? 0 : FloatFlags.PRECISION;
        return result;
      }
    }
    load64(a);
    return toInteger(bits, truncate);
  }

  private long toInteger(int bits, boolean truncate) {
    Operand a = unit.arithmetic.a;
    if (a.kind == Operand.ZERO) {
      return 0;
    }
    if (a.kind == Operand.FINITE) {
      integer.round(a, truncate ? Rounding.ZERO : unit.rounding);
      if (integer.fits(bits, a.sign)) {
        unit.raised |= integer.exact ? 0 : FloatFlags.PRECISION;
        return a.sign != 0 ? -integer.magnitude : integer.magnitude;
      }
    }
    unit.raised |= FloatFlags.INVALID;
    return -1L << bits - 1;
  }

  /** ROUNDSS with its immediate. */
  public int round32(int a, int control) {
    load32(a);
    unit.target(Format.BINARY32);
    if (rounds(control, Format.BINARY32)) {
      return Float.floatToRawIntBits(integer.magnitude) | a & Integer.MIN_VALUE;
    }
    return unit.result32();
  }

  /** ROUNDSD with its immediate. */
  public long round64(long a, int control) {
    load64(a);
    unit.target(Format.BINARY64);
    if (rounds(control, Format.BINARY64)) {
      return Double.doubleToRawLongBits(integer.magnitude) | a & Long.MIN_VALUE;
    }
    return unit.result64();
  }

  /** Rounds to an integer that the format has; false if the result is no rounded one. */
  private boolean rounds(int control, Format format) {
    Arithmetic arithmetic = unit.arithmetic;
    Operand a = arithmetic.a;
    if (a.kind == Operand.FINITE && a.exponent < format.precision) {
      integer.round(a, (control & ROUND_BY_MXCSR) != 0 ? unit.rounding : control & 3);
      boolean told = !integer.exact && (control & ROUND_QUIETLY) == 0;
      unit.raised |= told ? FloatFlags.PRECISION : 0;
      return true;
    }
    a.denormal = false;
    arithmetic.copy();
    return false;
  }

  private void load32(int a) {
    unit.begin();
    unit.arithmetic.a.load32(a, unit.denormalsAreZeros);
  }

  private void load64(long a) {
    unit.begin();
    unit.arithmetic.a.load64(a, unit.denormalsAreZeros);
  }
}
