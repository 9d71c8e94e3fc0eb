package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The exceptions of floating-point instructions and the x87 condition codes, at their places in the
 * x87 status word. The exceptions stand at the same places in MXCSR; their masks are {@link
 * #MXCSR_MASK_SHIFT} bits higher there and at the same places in the x87 control word.
 */
public final class FloatFlags {
  /** IE: invalid operation. */
  public static final int INVALID = 0x01;

  /** DE: denormal operand. */
  public static final int DENORMAL = 0x02;

  /** ZE: division by zero, or the logarithm of zero. */
  public static final int ZERO_DIVIDE = 0x04;

  /** OE: overflow. */
  public static final int OVERFLOW = 0x08;

  /** UE: underflow. */
  public static final int UNDERFLOW = 0x10;

  /** PE: the result is not exact. */
  public static final int PRECISION = 0x20;

  /** All six exceptions. */
  public static final int ALL = 0x3F;

  /** The exceptions found by looking at the operands: unmasked, they leave no result at all. */
  public static final int FROM_OPERANDS = INVALID | DENORMAL | ZERO_DIVIDE;

  /** C0 of the x87 status word. */
  public static final int C0 = 0x0100;

  /** C1: with PE, the magnitude was rounded up. */
  public static final int C1 = 0x0200;

  /** C2: unordered, or a partial remainder that needs more steps. */
  public static final int C2 = 0x0400;

  /** C3 of the x87 status word. */
  public static final int C3 = 0x4000;

  /** All four condition codes. */
  public static final int CONDITIONS = C0 | C1 | C2 | C3;

  /** How far the exception masks stand above the exceptions in MXCSR. */
  public static final int MXCSR_MASK_SHIFT = 7;

  private FloatFlags() {}
}
