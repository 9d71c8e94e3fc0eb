package dev.xenolith.hv.machine.cpu.fpu;

/** The rounding modes, with the numbers of the RC fields of the x87 control word and MXCSR. */
public final class Rounding {
  /** To nearest, ties to even. */
  public static final int NEAREST = 0;

  /** Towards minus infinity. */
  public static final int DOWN = 1;

  /** Towards plus infinity. */
  public static final int UP = 2;

  /** Towards zero. */
  public static final int ZERO = 3;

  private Rounding() {}

  /**
   * True if a magnitude is to be rounded away from zero.
   *
   * @param mode one of the four
   * @param sign 1 for negative
   * @param odd whether the last digit kept is odd
   * @param fraction what is cut off, in units of 2^-64, the lowest bit sticky
   */
  static boolean awayFromZero(int mode, int sign, boolean odd, long fraction) {
    return switch (mode) {
      case NEAREST -> fraction < 0 && (odd || fraction != Long.MIN_VALUE);
      case DOWN -> fraction != 0 && sign != 0;
      case UP -> fraction != 0 && sign == 0;
      default -> false;
    };
  }
}
