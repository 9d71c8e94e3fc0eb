package dev.xenolith.hv.machine.cpu.fpu;

/**
 * A number with 128 bits of significand, for intermediate results: {@code (high:low) / 2^127 *
 * 2^exponent} with bit 63 of high set, or zero with high zero. Results are cut, not rounded; the
 * error of an operation is a few units of the last place.
 */
final class Quad {
  int sign;
  int exponent;
  long high;
  long low;

  Quad set(Quad other) {
    sign = other.sign;
    exponent = other.exponent;
    high = other.high;
    low = other.low;
    return this;
  }

  Quad set(int newExponent, long newHigh, long newLow) {
    sign = 0;
    exponent = newExponent;
    high = newHigh;
    low = newLow;
    return this;
  }

  Quad set(int value) {
    return set(63, Math.abs((long) value), 0).normalize().negateIf(value < 0);
  }

  Quad set(Operand finite) {
    set(finite.exponent, finite.significand, 0);
    sign = finite.sign;
    return this;
  }

  boolean zero() {
    return high == 0;
  }

  Quad negateIf(boolean negate) {
    sign ^= negate ? 1 : 0;
    return this;
  }

  Quad scale(int steps) {
    exponent += steps;
    return this;
  }

  /** The next smaller magnitude; not of zero. */
  Quad below() {
    high -= low == 0 ? 1 : 0;
    low--;
    return normalize();
  }

  Quad normalize() {
    if (high == 0) {
      high = low;
      low = 0;
      exponent -= 64;
    }
    int shift = Long.numberOfLeadingZeros(high);
    if (shift != 0 && shift != 64) {
      high = high << shift | low >>> 64 - shift;
      low <<= shift;
      exponent -= shift;
    }
    return this;
  }

  /** Makes this x + y; either may be this. */
  Quad add(Quad x, Quad y) {
    if (y.high == 0) {
      return set(x);
    }
    if (x.high == 0) {
      return set(y);
    }
    boolean swap = less(x, y);
    Quad large = swap ? y : x;
    Quad small = swap ? x : y;
    int shift = large.exponent - small.exponent;
    long smallHigh = small.high;
    long smallLow = small.low;
    if (shift >= 64) {
      smallLow = shift < 128 ? smallHigh >>> shift - 64 : 0;
      smallHigh = 0;
    } else if (shift > 0) {
      smallLow = smallLow >>> shift | smallHigh << 64 - shift;
      smallHigh >>>= shift;
    }
    boolean same = x.sign == y.sign;
    set(large);
    if (!same) {
      int borrow = Long.compareUnsigned(low, smallLow) < 0 ? 1 : 0;
      low -= smallLow;
      high -= smallHigh + borrow;
      return normalize();
    }
    low += smallLow;
    long carry = Long.compareUnsigned(low, smallLow) < 0 ? 1 : 0;
    long sum = high + smallHigh + carry;
    if (sum >= 0 || smallHigh < 0) {
      low = low >>> 1 | sum << 63;
      sum = sum >>> 1 | Long.MIN_VALUE;
      exponent++;
    }
    high = sum;
    return this;
  }

  private static boolean less(Quad x, Quad y) {
    if (x.exponent != y.exponent) {
      return x.exponent < y.exponent;
    }
    return x.high != y.high
        ? Long.compareUnsigned(x.high, y.high) < 0
        : Long.compareUnsigned(x.low, y.low) < 0;
  }

  /** Makes this x * y; either may be this. */
  Quad multiply(Quad x, Quad y) {
    long crossed = x.high * y.low;
    long crossedHigh = Math.unsignedMultiplyHigh(x.high, y.low);
    long other = x.low * y.high;
    long otherHigh = Math.unsignedMultiplyHigh(x.low, y.high);
    long productHigh = Math.unsignedMultiplyHigh(x.high, y.high);
    long productLow = x.high * y.high;
    long carry = Long.compareUnsigned(crossed + other, crossed) < 0 ? 1 : 0;
    productLow += crossedHigh;
    productHigh += Long.compareUnsigned(productLow, crossedHigh) < 0 ? 1 : 0;
    productLow += otherHigh;
    productHigh += Long.compareUnsigned(productLow, otherHigh) < 0 ? 1 : 0;
    productLow += carry;
    productHigh += carry != 0 && productLow == 0 ? 1 : 0;
    sign = x.sign ^ y.sign;
    exponent = x.exponent + y.exponent + 1;
    high = productHigh;
    low = productLow;
    return normalize();
  }

  /** Makes this x / y, y not zero; either may be this. */
  Quad divide(Quad x, Quad y) {
    long divisorHigh = y.high;
    long divisorLow = y.low;
    long restHigh = x.high;
    long restLow = x.low;
    int newExponent = x.exponent - y.exponent;
    sign = x.sign ^ y.sign;
    long quotientHigh = 0;
    long quotientLow = 0;
    boolean carry = false;
    for (int i = 0; i < 128; i++) {
      quotientHigh = quotientHigh << 1 | quotientLow >>> 63;
      quotientLow <<= 1;
      if (carry || !below(restHigh, restLow, divisorHigh, divisorLow)) {
        int borrow = Long.compareUnsigned(restLow, divisorLow) < 0 ? 1 : 0;
        restLow -= divisorLow;
        restHigh -= divisorHigh + borrow;
        quotientLow |= 1;
      }
      carry = restHigh < 0;
      restHigh = restHigh << 1 | restLow >>> 63;
      restLow <<= 1;
    }
    exponent = newExponent;
    high = quotientHigh;
    low = quotientLow;
    return normalize();
  }

  private static boolean below(long high, long low, long thanHigh, long thanLow) {
    return high != thanHigh
        ? Long.compareUnsigned(high, thanHigh) < 0
        : Long.compareUnsigned(low, thanLow) < 0;
  }

  /** Makes this x / n; x may be this. */
  Quad divide(Quad x, int n) {
    long rest = 0;
    long quotientHigh = 0;
    long quotientLow = 0;
    for (int i = 0; i < 4; i++) {
      long word = (i < 2 ? x.high : x.low) >>> ((i & 1) == 0 ? 32 : 0) & 0xFFFFFFFFL;
      long part = rest << 32 | word;
      quotientHigh = quotientHigh << 32 | quotientLow >>> 32;
      quotientLow = quotientLow << 32 | part / n;
      rest = part % n;
    }
    sign = x.sign;
    exponent = x.exponent;
    high = quotientHigh;
    low = quotientLow;
    return normalize();
  }
}
