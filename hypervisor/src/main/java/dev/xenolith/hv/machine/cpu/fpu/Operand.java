package dev.xenolith.hv.machine.cpu.fpu;

/**
 * A number taken apart. A finite one is {@code significand / 2^63 * 2^exponent} with bit 63 of the
 * significand set, whatever format it came from; a NaN has its payload left-aligned, bit 63 set and
 * bit 62 telling quiet from signalling.
 */
final class Operand {
  static final int ZERO = 0;
  static final int FINITE = 1;
  static final int INFINITE = 2;
  static final int QUIET_NAN = 3;
  static final int SIGNALLING_NAN = 4;

  /** An encoding of the extended format that the x87 does not support. */
  static final int UNSUPPORTED = 5;

  static final long QUIET_BIT = 1L << 62;
  static final int EXTENDED_BIAS = 16383;
  static final int EXTENDED_EXPONENT = 0x7FFF;

  private static final long LEADING = Long.MIN_VALUE;
  private static final int BIAS32 = 127;
  private static final int BIAS64 = 1023;
  private static final int EXPONENT32 = 0xFF;
  private static final int EXPONENT64 = 0x7FF;
  private static final int FRACTION32 = 23;
  private static final int FRACTION64 = 52;

  int kind;
  int sign;
  int exponent;
  long significand;

  /** Was encoded as a denormal (or pseudo-denormal) and not taken for a zero. */
  boolean denormal;

  boolean nan() {
    return kind == QUIET_NAN || kind == SIGNALLING_NAN;
  }

  /** Takes apart a binary32; {@code daz} takes denormals for zeros. */
  void load32(int bits, boolean daz) {
    load(
        bits >>> 31,
        bits >>> FRACTION32 & EXPONENT32,
        (long) bits << 64 - FRACTION32,
        EXPONENT32,
        BIAS32,
        daz);
  }

  /** Takes apart a binary64; {@code daz} takes denormals for zeros. */
  void load64(long bits, boolean daz) {
    load(
        (int) (bits >>> 63),
        (int) (bits >>> FRACTION64) & EXPONENT64,
        bits << 64 - FRACTION64,
        EXPONENT64,
        BIAS64,
        daz);
  }

  /** Takes apart an extended number. */
  void load80(long bits, int signExponent) {
    int biased = signExponent & EXTENDED_EXPONENT;
    sign = signExponent >>> 15 & 1;
    exponent = biased - EXTENDED_BIAS;
    significand = bits;
    denormal = false;
    if (biased == 0) {
      small(Format.EXTENDED.minExponent, false);
    } else if (bits >= 0) {
      kind = UNSUPPORTED;
    } else if (biased == EXTENDED_EXPONENT) {
      kind = special(bits << 1);
    } else {
      kind = FINITE;
    }
  }

  /** Takes a signed integer. */
  void loadInteger(long value) {
    sign = (int) (value >>> 63);
    denormal = false;
    loadMagnitude(sign != 0 ? -value : value);
  }

  /** Takes an unsigned integer under the sign that is set. */
  void loadMagnitude(long magnitude) {
    int shift = Long.numberOfLeadingZeros(magnitude);
    kind = magnitude == 0 ? ZERO : FINITE;
    significand = magnitude << shift;
    exponent = 63 - shift;
    denormal = false;
  }

  /** Copies another. */
  void set(Operand other) {
    kind = other.kind;
    sign = other.sign;
    exponent = other.exponent;
    significand = other.significand;
    denormal = other.denormal;
  }

  /** {@code fraction} is left-aligned: its top bit is worth one half. */
  private void load(int signBit, int biased, long fraction, int top, int bias, boolean daz) {
    sign = signBit;
    denormal = false;
    if (biased == 0) {
      significand = fraction >>> 1;
      small(1 - bias, daz);
      return;
    }
    significand = fraction >>> 1 | LEADING;
    exponent = biased - bias;
    kind = biased == top ? special(fraction) : FINITE;
  }

  private void small(int leastExponent, boolean daz) {
    if (significand == 0 || daz) {
      significand = 0;
      kind = ZERO;
      return;
    }
    kind = FINITE;
    denormal = true;
    int shift = Long.numberOfLeadingZeros(significand);
    significand <<= shift;
    exponent = leastExponent - shift;
  }

  private static int special(long fraction) {
    if (fraction == 0) {
      return INFINITE;
    }
    return fraction < 0 ? QUIET_NAN : SIGNALLING_NAN;
  }
}
