package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The scalar arithmetic of SSE and SSE2 on binary32 and binary64. A packed instruction is its
 * elements one after the other, the exceptions of all united.
 *
 * <p>Use: {@link #control} when MXCSR changes; {@link #clear}, the operations of one instruction,
 * then {@link #raised}. If that contains an unmasked exception ({@link #faults}), the instruction
 * has no result. One unit serves one virtual processor; nothing is allocated after construction.
 */
public final class SseUnit {
  /** MXCSR after reset: all exceptions masked, to nearest. */
  public static final int RESET = 0x1F80;

  private static final int DAZ = 0x40;
  private static final int FTZ = 0x8000;
  private static final int ROUNDING_SHIFT = 13;

  final Arithmetic arithmetic = new Arithmetic(false);
  private final SseConversions conversions = new SseConversions(this);
  int rounding;
  private int unmasked;
  boolean denormalsAreZeros;
  private boolean flushToZero;
  private boolean plain = true;
  int raised;

  /** Takes rounding, masks, DAZ and FTZ from MXCSR. */
  public void control(int mxcsr) {
    rounding = mxcsr >>> ROUNDING_SHIFT & 3;
    unmasked = ~(mxcsr >>> FloatFlags.MXCSR_MASK_SHIFT) & FloatFlags.ALL;
    denormalsAreZeros = (mxcsr & DAZ) != 0;
    flushToZero = (mxcsr & FTZ) != 0;
    plain = rounding == Rounding.NEAREST && unmasked == 0;
  }

  /** The conversions under the same control. */
  public SseConversions conversions() {
    return conversions;
  }

  /** Forgets the exceptions; the start of an instruction. */
  public void clear() {
    raised = 0;
  }

  /**
   * The exceptions since {@link #clear}. When an operand of any element raised an unmasked one,
   * those of the results do not show.
   */
  public int raised() {
    return (raised & unmasked & FloatFlags.FROM_OPERANDS) != 0
        ? raised & FloatFlags.FROM_OPERANDS
        : raised;
  }

  /** True if the instruction ends in #XM instead of a result. */
  public boolean faults() {
    return (raised & unmasked) != 0;
  }

  /** ADDSS. */
  public int add32(int a, int b) {
    if (plain && SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float sum = x + y;
      int bits = Float.floatToRawIntBits(sum);
      if (SseFast.ordinary32(bits)) {
        raised |= SseFast.sumError(x, y, sum) == 0 ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load32(a, b);
    arithmetic.add();
    return result32();
  }

  /** SUBSS. */
  public int sub32(int a, int b) {
    if (plain && SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      return add32(a, b ^ Integer.MIN_VALUE);
    }
    load32(a, b);
    arithmetic.subtract();
    return result32();
  }

  /** MULSS. */
  public int mul32(int a, int b) {
    if (plain && SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float product = x * y;
      int bits = Float.floatToRawIntBits(product);
      if (SseFast.ordinary32(bits)) {
        raised |= (double) x * y == product ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load32(a, b);
    arithmetic.multiply();
    return result32();
  }

  /** DIVSS. */
  public int div32(int a, int b) {
    if (plain && SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float quotient = x / y;
      int bits = Float.floatToRawIntBits(quotient);
      if (SseFast.ordinary32(bits)) {
        raised |= (double) quotient * y == x ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load32(a, b);
    arithmetic.divide();
    return result32();
  }

  /** SQRTSS. */
  public int sqrt32(int a) {
    if (plain && a > 0 && SseFast.ordinary32(a)) {
      float x = Float.intBitsToFloat(a);
      float root = (float) Math.sqrt(x);
      raised |= (double) root * root == x ? 0 : FloatFlags.PRECISION;
      return Float.floatToRawIntBits(root);
    }
    load32(a, a);
    arithmetic.squareRoot();
    return result32();
  }

  /** ADDSD. */
  public long add64(long a, long b) {
    if (plain && SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double sum = x + y;
      long bits = Double.doubleToRawLongBits(sum);
      if (SseFast.ordinary64(bits)) {
        raised |= SseFast.sumError(x, y, sum) == 0 ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load64(a, b);
    arithmetic.add();
    return result64();
  }

  /** SUBSD. */
  public long sub64(long a, long b) {
    if (plain && SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      return add64(a, b ^ Long.MIN_VALUE);
    }
    load64(a, b);
    arithmetic.subtract();
    return result64();
  }

  /** MULSD. */
  public long mul64(long a, long b) {
    if (plain && SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      double product = Double.longBitsToDouble(a) * Double.longBitsToDouble(b);
      long bits = Double.doubleToRawLongBits(product);
      if (SseFast.ordinary64(bits)) {
        raised |= SseFast.productExact(a, b, bits) ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load64(a, b);
    arithmetic.multiply();
    return result64();
  }

  /** DIVSD. */
  public long div64(long a, long b) {
    if (plain && SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      double quotient = Double.longBitsToDouble(a) / Double.longBitsToDouble(b);
      long bits = Double.doubleToRawLongBits(quotient);
      if (SseFast.ordinary64(bits)) {
        raised |= SseFast.productExact(bits, b, a) ? 0 : FloatFlags.PRECISION;
        return bits;
      }
    }
    load64(a, b);
    arithmetic.divide();
    return result64();
  }

  /** SQRTSD. */
  public long sqrt64(long a) {
    if (plain && a > 0 && SseFast.ordinary64(a)) {
      long bits = Double.doubleToRawLongBits(Math.sqrt(Double.longBitsToDouble(a)));
      raised |= SseFast.productExact(bits, bits, a) ? 0 : FloatFlags.PRECISION;
      return bits;
    }
    load64(a, a);
    arithmetic.squareRoot();
    return result64();
  }

  /** MINSS: the second unless the first is less. */
  public int min32(int a, int b) {
    if (SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      return Float.intBitsToFloat(a) < Float.intBitsToFloat(b) ? a : b;
    }
    load32(a, b);
    return flushed32(Relation.LESS == order(true) ? a : b);
  }

  /** MAXSS: the second unless the first is greater. */
  public int max32(int a, int b) {
    if (SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      return Float.intBitsToFloat(a) > Float.intBitsToFloat(b) ? a : b;
    }
    load32(a, b);
    return flushed32(Relation.GREATER == order(true) ? a : b);
  }

  /** MINSD: the second unless the first is less. */
  public long min64(long a, long b) {
    if (SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      return Double.longBitsToDouble(a) < Double.longBitsToDouble(b) ? a : b;
    }
    load64(a, b);
    return flushed64(Relation.LESS == order(true) ? a : b);
  }

  /** MAXSD: the second unless the first is greater. */
  public long max64(long a, long b) {
    if (SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      return Double.longBitsToDouble(a) > Double.longBitsToDouble(b) ? a : b;
    }
    load64(a, b);
    return flushed64(Relation.GREATER == order(true) ? a : b);
  }

  /**
   * Compares.
   *
   * @param signalQuiet whether quiet NaNs are invalid too (COMISS)
   * @return one of {@link Relation}
   */
  public int compare32(int a, int b, boolean signalQuiet) {
    if (SseFast.ordinary32(a) && SseFast.ordinary32(b)) {
      return Relation.EQUAL
          + Integer.signum(Double.compare(Float.intBitsToFloat(a), Float.intBitsToFloat(b)));
    }
    load32(a, b);
    return order(signalQuiet);
  }

  /** As {@link #compare32}, of binary64. */
  public int compare64(long a, long b, boolean signalQuiet) {
    if (SseFast.ordinary64(a) && SseFast.ordinary64(b)) {
      return Relation.EQUAL
          + Integer.signum(Double.compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b)));
    }
    load64(a, b);
    return order(signalQuiet);
  }

  /** CMPSS with one of the eight predicates: true for all ones. */
  public boolean test32(int a, int b, int predicate) {
    return Relation.holds(compare32(a, b, Relation.signalsQuiet(predicate)), predicate);
  }

  /** CMPSD with one of the eight predicates: true for all ones. */
  public boolean test64(long a, long b, int predicate) {
    return Relation.holds(compare64(a, b, Relation.signalsQuiet(predicate)), predicate);
  }

  private int order(boolean signalQuiet) {
    int relation = Relation.of(arithmetic.a, arithmetic.b);
    if (relation != Relation.UNORDERED) {
      arithmetic.denormals();
    } else if (signalQuiet
        || arithmetic.a.kind == Operand.SIGNALLING_NAN
        || arithmetic.b.kind == Operand.SIGNALLING_NAN) {
      arithmetic.raised |= FloatFlags.INVALID;
    }
    raised |= arithmetic.raised;
    return relation;
  }

  private int flushed32(int chosen) {
    boolean denormal = (chosen & 0x7F800000) == 0;
    return denormal && denormalsAreZeros ? chosen & Integer.MIN_VALUE : chosen;
  }

  private long flushed64(long chosen) {
    boolean denormal = (chosen & 0x7FF0000000000000L) == 0;
    return denormal && denormalsAreZeros ? chosen & Long.MIN_VALUE : chosen;
  }

  private void load32(int a, int b) {
    begin();
    arithmetic.a.load32(a, denormalsAreZeros);
    arithmetic.b.load32(b, denormalsAreZeros);
    target(Format.BINARY32);
  }

  private void load64(long a, long b) {
    begin();
    arithmetic.a.load64(a, denormalsAreZeros);
    arithmetic.b.load64(b, denormalsAreZeros);
    target(Format.BINARY64);
  }

  void begin() {
    arithmetic.raised = 0;
    arithmetic.unmasked = unmasked;
  }

  void target(Format format) {
    arithmetic.result.target(format, format.precision, rounding, unmasked);
    arithmetic.result.flushTiny(flushToZero);
  }

  int result32() {
    raised |= arithmetic.raised;
    return arithmetic.result.toBinary32();
  }

  long result64() {
    raised |= arithmetic.raised;
    return arithmetic.result.toBinary64();
  }
}
