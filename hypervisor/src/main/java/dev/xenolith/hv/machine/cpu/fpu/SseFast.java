package dev.xenolith.hv.machine.cpu.fpu;

/**
 * When Java's own arithmetic may stand for SSE's, and whether its result was exact.
 *
 * <p>Java rounds to nearest as IEEE 754 says. With ordinary operands and an ordinary result no
 * exception but PE is possible, and what is left to find out is whether the result is exact. An
 * ordinary number is normal and keeps one binade away from both ends of the range, so that a result
 * that was rounded into or out of the range is none.
 */
final class SseFast {
  private static final long FRACTION = 0xFFFFFFFFFFFFFL;
  private static final int FRACTION_BITS = 52;
  private static final long LEADING = 1L << FRACTION_BITS;
  private static final int EXPONENT = 0x7FF;
  private static final int BIAS = 1023;

  private SseFast() {}

  static boolean ordinary32(int bits) {
    int biased = bits >>> 23 & 0xFF;
    return biased >= 2 && biased < 0xFE;
  }

  static boolean ordinary64(long bits) {
    int biased = (int) (bits >>> FRACTION_BITS) & EXPONENT;
    return biased >= 2 && biased < EXPONENT - 1;
  }

  /** What rounding took from x + y: exact as long as nothing overflows (Knuth's two-sum). */
  static float sumError(float x, float y, float sum) {
    float part = sum - x;
    return (x - (sum - part)) + (y - part);
  }

  /** What rounding took from x + y: exact as long as nothing overflows (Knuth's two-sum). */
  static double sumError(double x, double y, double sum) {
    double part = sum - x;
    return (x - (sum - part)) + (y - part);
  }

  /**
   * Whether a * b = c, for ordinary numbers where one of the three was rounded to nearest from the
   * other two. The significands' product and c's significand, brought to the same exponent, then
   * differ by less than 2^54, and their lowest 64 bits decide.
   */
  static boolean productExact(long a, long b, long c) {
    int shift = exponent(c) - exponent(a) - exponent(b) + BIAS + FRACTION_BITS;
    return (a & FRACTION | LEADING) * (b & FRACTION | LEADING) == (c & FRACTION | LEADING) << shift;
  }

  private static int exponent(long bits) {
    return (int) (bits >>> FRACTION_BITS) & EXPONENT;
  }
}
