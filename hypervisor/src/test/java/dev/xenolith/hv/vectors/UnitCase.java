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

  /** The state at the start, its x87 registers under another status word's TOP. */
  long[] imageUnder(long x87Word) {
    long[] turned = image.clone();
    int by = (int) ((x87Word >>> 27 & 7) - (image[X87] >>> 27 & 7));
    for (int i = 0; i < 8; i++) {
      int from = ST + 2 * (i + by & 7);
      turned[ST + 2 * i] = image[from];
      turned[ST + 2 * i + 1] = image[from + 1];
    }
    return turned;
  }

  @Override
  public String toString() {
    return base + UnitText.of(gpr, image, null);
  }
}
