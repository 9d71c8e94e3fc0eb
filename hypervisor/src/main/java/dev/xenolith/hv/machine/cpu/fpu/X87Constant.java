package dev.xenolith.hv.machine.cpu.fpu;

/** The constants the x87 loads, to 128 bits; the control word rounds them. */
public enum X87Constant {
  /** 1. */
  ONE(0, 0x8000000000000000L, 0),
  /** The binary logarithm of 10. */
  LOG2_10(1, 0xD49A784BCD1B8AFEL, 0x492BF6FF4DAFDB4CL),
  /** The binary logarithm of e. */
  LOG2_E(0, 0xB8AA3B295C17F0BBL, 0xBE87FED0691D3E88L),
  /** Pi. */
  PI(1, 0xC90FDAA22168C234L, 0xC4C6628B80DC1CD1L),
  /** The decimal logarithm of 2. */
  LOG10_2(-2, 0x9A209A84FBCFF798L, 0x8F8959AC0B7C9178L),
  /** The natural logarithm of 2. */
  LN_2(-1, 0xB17217F7D1CF79ABL, 0xC9E3B39803F2F6AFL);

  final int exponent;
  final long high;
  final long low;

  X87Constant(int exponent, long high, long low) {
    this.exponent = exponent;
    this.high = high;
    this.low = low;
  }
}
