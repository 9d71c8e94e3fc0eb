package dev.xenolith.hv.machine.cpu.fpu;

/**
 * Arguments of the circular functions, brought to [-pi/4, pi/4] as the x87 does it: exactly, but by
 * a pi of 66 bits (SDM 1, 8.3.8). Large arguments are therefore far from the true functions.
 */
final class CircularReduction {
  /** pi/2 cut to 66 bits: (high:low) / 2^127. */
  private static final long HIGH = 0xC90FDAA22168C234L;

  private static final long LOW = 0xC000000000000000L;

  /** What is left. */
  final Quad rest = new Quad();

  private long high;
  private long low;
  private int quadrant;

  /** Reduces the magnitude of a finite number below 2^63; returns the quadrant, modulo 4. */
  int reduce(Operand a) {
    quadrant = 0;
    high = a.significand;
    low = 0;
    if (a.exponent < -1 || a.exponent == -1 && Long.compareUnsigned(a.significand, HIGH) <= 0) {
      rest.set(a.exponent, high, low);
      return 0;
    }
    if (a.exponent == -1) {
      low = high << 63;
      high >>>= 1;
    } else {
      divide(a.exponent);
    }
    boolean over = high < 0 || Long.compareUnsigned(high << 1 | low >>> 63, HIGH) > 0;
    if (over) {
      int borrow = Long.compareUnsigned(LOW, low) < 0 ? 1 : 0;
      high = HIGH - high - borrow;
      low = LOW - low;
      quadrant++;
    }
    rest.set(0, high, low).normalize().negateIf(over);
    return quadrant & 3;
  }

  private void divide(int bits) {
    boolean carry = false;
    for (int i = 0; ; i++) {
      quadrant <<= 1;
      if (carry || !below()) {
        int borrow = Long.compareUnsigned(low, LOW) < 0 ? 1 : 0;
        low -= LOW;
        high -= HIGH + borrow;
        quadrant |= 1;
      }
      if (i == bits) {
        return;
      }
      carry = high < 0;
      high = high << 1 | low >>> 63;
      low <<= 1;
    }
  }

  private boolean below() {
    return high != HIGH ? Long.compareUnsigned(high, HIGH) < 0 : Long.compareUnsigned(low, LOW) < 0;
  }
}
