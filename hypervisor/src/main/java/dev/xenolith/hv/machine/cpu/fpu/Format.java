package dev.xenolith.hv.machine.cpu.fpu;

/** A format of floating-point numbers. */
enum Format {
  BINARY32(24, -126, 127),
  BINARY64(53, -1022, 1023),
  EXTENDED(64, -16382, 16383);

  /** Bits of the significand, the leading one counted. */
  final int precision;

  /** The exponent of the smallest normal number; the significand is in [1, 2). */
  final int minExponent;

  /** The exponent of the largest number. */
  final int maxExponent;

  Format(int precision, int minExponent, int maxExponent) {
    this.precision = precision;
    this.minExponent = minExponent;
    this.maxExponent = maxExponent;
  }
}
