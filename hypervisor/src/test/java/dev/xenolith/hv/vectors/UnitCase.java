package dev.xenolith.hv.vectors;

/**
 * A case in 64-bit code that starts from a floating-point state as well.
 *
 * @param base the instruction (or several), the low halves of the registers, and memory
 * @param gpr all of the sixteen registers
 * @param image the state, as the first {@link #WORDS} words of what FXSAVE with REX.W writes
 * @param portable whether the bytes mean the same in 32-bit code, so that the engine must answer
 *     the same there: hosts that run no 32-bit code are judges too
 */
record UnitCase(SiliconCase base, long[] gpr, long[] image, boolean portable) {
  static final int REGISTERS = 16;

  /** Words of the state: FXSAVE's area without what is reserved. */
  static final int WORDS = 52;

  /** The word with control and status word, tags and the opcode; the two pointers follow. */
  static final int X87 = 0;

  /** The word with MXCSR in its low half. */
  static final int MXCSR = 3;

  /** The significand of ST0; its sign and exponent follow, then the other registers. */
  static final int ST = 4;

  /** The low word of XMM0; the high one follows, then the other registers. */
  static final int XMM = 20;

  @Override
  public String toString() {
    return base + UnitText.of(gpr, image, null);
  }
}
