package dev.xenolith.hv.machine.cpu.fpu;

/**
 * Sums, products, quotients and roots of finite numbers that are not zero, exact but for a sticky
 * last bit: {@code (high:low) / 2^127 * 2^exponent}, with bit 63 of high set.
 */
final class Wide {
  private static final long LOW32 = 0xFFFFFFFFL;

  int sign;
  int exponent;
  long high;
  long low;

  /** High half of (value:0) shifted right, with 0 < shift. */
  static long shiftedHigh(long value, int shift) {
    return shift < 64 ? value >>> shift : 0;
  }

  /** Low half of (high:low) shifted right with a sticky last bit, 0 < shift. */
  static long shiftedLow(long high, long low, int shift) {
    if (shift < 64) {
      return low >>> shift | high << 64 - shift | sticky(low << 64 - shift);
    }
    if (shift == 64) {
      return high | sticky(low);
    }
    if (shift < 128) {
      return high >>> shift - 64 | sticky(high << 128 - shift | low);
    }
    return 1;
  }

  private static long sticky(long lost) {
    return lost != 0 ? 1 : 0;
  }

  /** a + b, the sign of b given; false if the sum is zero. */
  boolean add(Operand a, Operand b, int signOfB) {
    int distance = a.exponent - b.exponent;
    boolean swap =
        distance < 0 || distance == 0 && Long.compareUnsigned(a.significand, b.significand) < 0;
    Operand large = swap ? b : a;
    Operand small = swap ? a : b;
    int shift = Math.abs(distance);
    sign = swap ? signOfB : a.sign;
    exponent = large.exponent;
    high = shift == 0 ? small.significand : shiftedHigh(small.significand, shift);
    low = shift == 0 ? 0 : shiftedLow(small.significand, 0, shift);
    if (a.sign == signOfB) {
      high += large.significand;
      if (Long.compareUnsigned(high, large.significand) < 0) {
        low = shiftedLow(high, low, 1);
        high = high >>> 1 | Long.MIN_VALUE;
        exponent++;
      }
      return true;
    }
    high = large.significand - high - (low != 0 ? 1 : 0);
    low = -low;
    return normalize();
  }

  private boolean normalize() {
    if (high == 0) {
      if (low == 0) {
        return false;
      }
      high = low;
      low = 0;
      exponent -= 64;
    }
    int shift = Long.numberOfLeadingZeros(high);
    if (shift != 0) {
      high = high << shift | low >>> 64 - shift;
      low <<= shift;
      exponent -= shift;
    }
    return true;
  }

  /** a * b. */
  void multiply(Operand a, Operand b) {
    sign = a.sign ^ b.sign;
    exponent = a.exponent + b.exponent + 1;
    high = Math.unsignedMultiplyHigh(a.significand, b.significand);
    low = a.significand * b.significand;
    normalize();
  }

  /** a / b. */
  void divide(Operand a, Operand b) {
    sign = a.sign ^ b.sign;
    exponent = a.exponent - b.exponent;
    long top = a.significand;
    long bottom = 0;
    if (Long.compareUnsigned(top, b.significand) >= 0) {
      bottom = top << 63;
      top >>>= 1;
    } else {
      exponent--;
    }
    high = quotient(top, bottom, b.significand);
    long rest = bottom - high * b.significand;
    boolean half = rest < 0 || Long.compareUnsigned(rest << 1, b.significand) >= 0;
    long more = half ? (rest << 1) - b.significand : rest;
    low = (half ? Long.MIN_VALUE : 0) | sticky(more);
  }

  /** (top:bottom) / divisor, for top < divisor and bit 63 of the divisor set. */
  static long quotient(long top, long bottom, long divisor) {
    long upper = quotient32(top, bottom >>> 32, divisor);
    long rest = (top << 32 | bottom >>> 32) - upper * divisor;
    return upper << 32 | quotient32(rest, bottom & LOW32, divisor);
  }

  /** One digit in base 2^32: (rest:digit) / divisor. */
  private static long quotient32(long rest, long digit, long divisor) {
    long divisorHigh = divisor >>> 32;
    long divisorLow = divisor & LOW32;
    long guess = Long.divideUnsigned(rest, divisorHigh);
    long left = rest - guess * divisorHigh;
    while (guess > LOW32 || Long.compareUnsigned(guess * divisorLow, left << 32 | digit) > 0) {
      guess--;
      left += divisorHigh;
      if (left > LOW32) {
        break;
      }
    }
    return guess;
  }

  /** The square root of a positive number. */
  void squareRoot(Operand a) {
    sign = 0;
    exponent = a.exponent >> 1;
    boolean odd = (a.exponent & 1) != 0;
    long top = odd ? a.significand : a.significand >>> 1;
    long bottom = odd ? 0 : a.significand << 63;
    long root = 0;
    long restHigh = 0;
    long restLow = 0;
    for (int i = 0; i < 64; i++) {
      restHigh = restHigh << 2 | restLow >>> 62;
      restLow = restLow << 2 | top >>> 62;
      top = top << 2 | bottom >>> 62;
      bottom <<= 2;
      long tryHigh = root >>> 62;
      long tryLow = root << 2 | 1;
      root <<= 1;
      boolean fits =
          restHigh != tryHigh ? restHigh > tryHigh : Long.compareUnsigned(restLow, tryLow) >= 0;
      if (fits) {
        restHigh -= tryHigh + (Long.compareUnsigned(restLow, tryLow) < 0 ? 1 : 0);
        restLow -= tryLow;
        root++;
      }
    }
    high = root;
    boolean half = restHigh != 0 || Long.compareUnsigned(restLow, root) > 0;
    low = (half ? Long.MIN_VALUE : 0) | sticky(restHigh | restLow);
  }
}
