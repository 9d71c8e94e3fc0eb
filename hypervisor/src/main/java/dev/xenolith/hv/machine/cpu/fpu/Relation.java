package dev.xenolith.hv.machine.cpu.fpu;

/** How two numbers compare. */
public final class Relation {
  /** The first is less. */
  public static final int LESS = 0;

  /** Equal; zeros of both signs are. */
  public static final int EQUAL = 1;

  /** The first is greater. */
  public static final int GREATER = 2;

  /** One is a NaN or no number at all. */
  public static final int UNORDERED = 3;

  /** CF, PF and ZF at their places in RFLAGS, for LESS, EQUAL, GREATER, UNORDERED. */
  private static final int[] RFLAGS = {0x01, 0x40, 0x00, 0x45};

  private static final int[] CONDITIONS = {
    FloatFlags.C0, FloatFlags.C3, 0, FloatFlags.C0 | FloatFlags.C2 | FloatFlags.C3
  };

  private Relation() {}

  /** The CF, PF and ZF that COMISS, UCOMISS, FCOMI and FUCOMI load for a relation. */
  public static int rflags(int relation) {
    return RFLAGS[relation];
  }

  /** The C0, C2 and C3 that FCOM and FUCOM load for a relation. */
  public static int conditions(int relation) {
    return CONDITIONS[relation];
  }

  /** Whether one of the eight predicates of CMPPS holds; 4 to 7 negate 0 to 3. */
  static boolean holds(int relation, int predicate) {
    boolean holds =
        switch (predicate & 3) {
          case 0 -> relation == EQUAL;
          case 1 -> relation == LESS;
          case 2 -> relation <= EQUAL;
          default -> relation == UNORDERED;
        };
    return holds ^ predicate >= 4;
  }

  /** Whether a predicate of CMPPS takes quiet NaNs for invalid: LT, LE and their negations. */
  static boolean signalsQuiet(int predicate) {
    return (predicate & 3) == 1 || (predicate & 3) == 2;
  }

  static int of(Operand a, Operand b) {
    if (a.kind >= Operand.QUIET_NAN || b.kind >= Operand.QUIET_NAN) {
      return UNORDERED;
    }
    if (a.kind == Operand.ZERO && b.kind == Operand.ZERO) {
      return EQUAL;
    }
    if (a.kind == Operand.ZERO) {
      return b.sign != 0 ? GREATER : LESS;
    }
    if (b.kind == Operand.ZERO || a.sign != b.sign) {
      return a.sign != 0 ? LESS : GREATER;
    }
    int order = magnitudes(a, b);
    return EQUAL + (a.sign != 0 ? -order : order);
  }

  private static int magnitudes(Operand a, Operand b) {
    if (a.kind != b.kind || a.kind == Operand.INFINITE) {
      return Integer.compare(a.kind, b.kind);
    }
    if (a.exponent != b.exponent) {
      return a.exponent < b.exponent ? -1 : 1;
    }
    return Integer.signum(Long.compareUnsigned(a.significand, b.significand));
  }
}
