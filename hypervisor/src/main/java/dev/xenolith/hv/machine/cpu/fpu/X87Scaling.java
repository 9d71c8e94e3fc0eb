package dev.xenolith.hv.machine.cpu.fpu;

/** FSCALE, FXTRACT and FRNDINT. */
final class X87Scaling {
  /** More than any exponent can be shifted without leaving the range. */
  private static final int MASSIVE = 0x10000;

  /** The second result of FXTRACT. */
  final Result exponent = new Result();

  private final Arithmetic arithmetic;
  private final Operand a;
  private final Operand b;
  private final Result result;
  private final IntegerRounding integer = new IntegerRounding();

  X87Scaling(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
    this.a = arithmetic.a;
    this.b = arithmetic.b;
    this.result = arithmetic.result;
  }

  void scale() {
    if (arithmetic.nans()) {
      return;
    }
    if (b.kind == Operand.INFINITE) {
      scaleByInfinity();
      return;
    }
    arithmetic.denormals();
    switch (a.kind) {
      case Operand.ZERO -> result.zero(a.sign);
      case Operand.INFINITE -> result.infinity(a.sign);
      default -> {
        if (!arithmetic.suppressed()) {
          arithmetic.round(a.sign, a.exponent + steps(), a.significand, 0);
        }
      }
    }
  }

  private void scaleByInfinity() {
    if (a.kind == (b.sign != 0 ? Operand.INFINITE : Operand.ZERO)) {
      arithmetic.invalid();
      return;
    }
    arithmetic.denormals();
    if (b.sign != 0) {
      result.zero(a.sign);
    } else {
      result.infinity(a.sign);
    }
  }

  private int steps() {
    if (b.kind == Operand.ZERO || b.exponent < 0) {
      return 0;
    }
    int steps = b.exponent < 16 ? (int) (b.significand >>> 63 - b.exponent) : MASSIVE;
    return b.sign != 0 ? -steps : steps;
  }

  void extract() {
    exponent.target(Format.EXTENDED, Format.EXTENDED.precision, Rounding.NEAREST, 0);
    if (arithmetic.nan()) {
      exponent.kind = Operand.QUIET_NAN;
      exponent.sign = result.sign;
      exponent.significand = result.significand;
      return;
    }
    switch (a.kind) {
      case Operand.ZERO -> {
        arithmetic.raised |= FloatFlags.ZERO_DIVIDE;
        result.zero(a.sign);
        exponent.infinity(1);
      }
      case Operand.INFINITE -> {
        result.infinity(a.sign);
        exponent.infinity(0);
      }
      default -> {
        arithmetic.denormal();
        result.round(a.sign, 0, a.significand, 0);
        b.loadInteger(a.exponent);
        if (b.kind == Operand.ZERO) {
          exponent.zero(0);
        } else {
          exponent.round(b.sign, b.exponent, b.significand, 0);
        }
      }
    }
  }

  void roundToInteger() {
    if (arithmetic.nan()) {
      return;
    }
    if (a.kind != Operand.FINITE || a.exponent >= 63) {
      arithmetic.copy();
      return;
    }
    arithmetic.denormal();
    if (arithmetic.suppressed()) {
      return;
    }
    integer.round(a, result.mode());
    arithmetic.raised |= integer.exact ? 0 : FloatFlags.PRECISION;
    a.loadMagnitude(integer.magnitude);
    if (a.kind == Operand.ZERO) {
      result.zero(a.sign);
    } else {
      result.round(a.sign, a.exponent, a.significand, 0);
    }
    result.roundedUp = integer.roundedUp;
  }
}
