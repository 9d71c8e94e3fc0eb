package dev.xenolith.hv.machine.cpu.fpu;

/** FPREM and FPREM1. */
final class X87Remainder {
  /** The largest difference of exponents that one step takes. */
  private static final int WHOLE = 63;

  private final Arithmetic arithmetic;
  private final Operand a;
  private final Operand b;
  private final Result result;
  private long quotient;
  private long rest;
  private int sign;
  private int exponent;

  X87Remainder(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
    this.a = arithmetic.a;
    this.b = arithmetic.b;
    this.result = arithmetic.result;
  }

  /** Returns the condition codes: the quotient's low bits, or C2. */
  int step(boolean nearest) {
    if (arithmetic.nans()) {
      return 0;
    }
    if (a.kind == Operand.INFINITE || b.kind == Operand.ZERO) {
      arithmetic.invalid();
      return 0;
    }
    arithmetic.denormals();
    if (arithmetic.suppressed()) {
      return 0;
    }
    if (a.kind == Operand.ZERO) {
      result.zero(a.sign);
      return 0;
    }
    if (b.kind == Operand.INFINITE) {
      arithmetic.round(a.sign, a.exponent, a.significand, 0);
      return 0;
    }
    return finite(nearest);
  }

  private int finite(boolean nearest) {
    int distance = a.exponent - b.exponent;
    sign = a.sign;
    quotient = 0;
    rest = a.significand;
    exponent = a.exponent;
    if (distance > WHOLE) {
      int bits = 32 + (distance & 31);
      divide(bits);
      exponent = a.exponent - bits;
      deliver();
      return FloatFlags.C2;
    }
    if (distance >= 0) {
      divide(distance);
      exponent = b.exponent;
    }
    if (nearest) {
      roundQuotient(distance);
    }
    deliver();
    return ((quotient & 1) != 0 ? FloatFlags.C1 : 0)
        | ((quotient & 2) != 0 ? FloatFlags.C3 : 0)
        | ((quotient & 4) != 0 ? FloatFlags.C0 : 0);
  }

  /** Long division: one more bit of the quotient than given, the rest as many places lower. */
  private void divide(int bits) {
    boolean carry = false;
    for (int i = 0; ; i++) {
      if (carry || Long.compareUnsigned(rest, b.significand) >= 0) {
        rest -= b.significand;
        quotient |= 1;
      }
      if (i == bits) {
        return;
      }
      carry = rest < 0;
      rest <<= 1;
      quotient <<= 1;
    }
  }

  private void roundQuotient(int distance) {
    if (distance < -1) {
      return;
    }
    if (distance == -1) {
      if (Long.compareUnsigned(rest, b.significand) > 0) {
        quotient++;
        rest = (b.significand << 1) - rest;
        sign ^= 1;
      }
      return;
    }
    int half = rest < 0 ? 1 : Long.compareUnsigned(rest << 1, b.significand);
    if (half > 0 || half == 0 && (quotient & 1) != 0) {
      quotient++;
      rest = b.significand - rest;
      sign ^= 1;
    }
  }

  private void deliver() {
    if (rest == 0) {
      result.zero(a.sign);
      return;
    }
    int shift = Long.numberOfLeadingZeros(rest);
    arithmetic.round(sign, exponent - shift, rest << shift, 0);
  }
}
