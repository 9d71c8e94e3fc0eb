package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The arithmetic of the x87.
 *
 * <p>Use: {@link #control} when the control word changes; then for each instruction the operands
 * ({@code first}, which is ST0 as a rule, and {@code second}), one operation, and what came of it:
 * {@link #significand} and {@link #signExponent}, {@link #raised}, {@link #conditions}, {@link
 * #suppressed}. Stacks, tags and stack faults are the caller's. One unit serves one virtual
 * processor; nothing is allocated after construction.
 */
public final class X87Unit {
  /** The control word after FNINIT: all exceptions masked, 64 bits, to nearest. */
  public static final int RESET = 0x037F;

  private static final int PRECISION_SHIFT = 8;
  private static final int ROUNDING_SHIFT = 10;
  private static final int FULL = Format.EXTENDED.precision;

  /** The operands and the result. */
  final Arithmetic arithmetic = new Arithmetic(true);

  private final Operand first = arithmetic.a;
  private final Operand second = arithmetic.b;
  private final Operand spare = new Operand();
  private final Result result = arithmetic.result;
  private final X87Scaling scaling = new X87Scaling(arithmetic);
  private final X87Remainder remainder = new X87Remainder(arithmetic);
  private final X87Stores stores = new X87Stores(arithmetic);
  private int rounding;
  private int precision = FULL;
  private int unmasked;
  private int conditions;
  private boolean suppressed;

  /** Takes rounding, precision and masks from the control word. */
  public void control(int controlWord) {
    rounding = controlWord >>> ROUNDING_SHIFT & 3;
    precision =
        switch (controlWord >>> PRECISION_SHIFT & 3) {
          case 0 -> Format.BINARY32.precision;
          case 2 -> Format.BINARY64.precision;
          default -> FULL;
        };
    unmasked = ~controlWord & FloatFlags.ALL;
  }

  /** The first operand, an extended number. */
  public void first(long bits, int signExponent) {
    first.load80(bits, signExponent);
  }

  /** The second operand, an extended number. */
  public void second(long bits, int signExponent) {
    second.load80(bits, signExponent);
  }

  /** The second operand, a binary32. */
  public void second32(int bits) {
    second.load32(bits, false);
  }

  /** The second operand, a binary64. */
  public void second64(long bits) {
    second.load64(bits, false);
  }

  /** The second operand, a sign-extended integer. */
  public void secondInteger(long value) {
    second.loadInteger(value);
  }

  /** The exceptions of the last operation. */
  public int raised() {
    return arithmetic.raised;
  }

  /** C0 to C3 after the last operation. */
  public int conditions() {
    return conditions;
  }

  /** True if an unmasked exception keeps the destination, and the stack, as they were. */
  public boolean suppressed() {
    return suppressed;
  }

  /** The result's significand, or the low 64 bits of a packed decimal. */
  public long significand() {
    return result.significand;
  }

  /** The result's sign and exponent, or the high 16 bits of a packed decimal. */
  public int signExponent() {
    return result.signExponent80();
  }

  /** first + second. */
  public void add() {
    begin(precision);
    arithmetic.add();
    end();
  }

  /** first - second. */
  public void subtract() {
    begin(precision);
    arithmetic.subtract();
    end();
  }

  /** second - first. */
  public void subtractReversed() {
    swap();
    subtract();
  }

  /** first * second. */
  public void multiply() {
    begin(precision);
    arithmetic.multiply();
    end();
  }

  /** first / second. */
  public void divide() {
    begin(precision);
    arithmetic.divide();
    end();
  }

  /** second / first. */
  public void divideReversed() {
    swap();
    divide();
  }

  /** FSQRT. */
  public void squareRoot() {
    begin(precision);
    arithmetic.squareRoot();
    end();
  }

  /** FSCALE: first * 2^(second cut to an integer). */
  public void scale() {
    begin(FULL);
    scaling.scale();
    end();
  }

  /** FXTRACT: the significand is the result; the exponent is the {@link #exponentSignificand}. */
  public void extract() {
    begin(FULL);
    scaling.extract();
    end();
  }

  /** The significand of FXTRACT's exponent. */
  public long exponentSignificand() {
    return scaling.exponent.significand;
  }

  /** Sign and exponent of FXTRACT's exponent. */
  public int exponentSignExponent() {
    return scaling.exponent.signExponent80();
  }

  /** FRNDINT. */
  public void roundToInteger() {
    begin(FULL);
    scaling.roundToInteger();
    end();
  }

  /** FPREM: one step of first modulo second, the quotient cut; C2 if more are needed. */
  public void remainder() {
    begin(FULL);
    conditions = remainder.step(false);
    endWith(conditions);
  }

  /** FPREM1: as FPREM, the last quotient rounded to nearest. */
  public void remainderNearest() {
    begin(FULL);
    conditions = remainder.step(true);
    endWith(conditions);
  }

  /**
   * FCOM and FUCOM: the conditions are the answer, even if an exception is not masked.
   *
   * @param signalQuiet whether quiet NaNs are invalid too (FCOM)
   * @return one of {@link Relation}
   */
  public int compare(boolean signalQuiet) {
    begin(FULL);
    int relation = Relation.of(first, second);
    if (relation != Relation.UNORDERED) {
      arithmetic.denormals();
    } else if (signalQuiet || notQuiet(first) || notQuiet(second)) {
      arithmetic.raised |= FloatFlags.INVALID;
    }
    end();
    conditions = Relation.conditions(relation);
    return relation;
  }

  private static boolean notQuiet(Operand operand) {
    return operand.kind >= Operand.SIGNALLING_NAN;
  }

  /** FXAM of a register that is not empty. */
  public int examine() {
    int code =
        switch (first.kind) {
          case Operand.ZERO -> FloatFlags.C3;
          case Operand.FINITE -> first.denormal ? FloatFlags.C3 | FloatFlags.C2 : FloatFlags.C2;
          case Operand.INFINITE -> FloatFlags.C2 | FloatFlags.C0;
          case Operand.UNSUPPORTED -> 0;
          default -> FloatFlags.C0;
        };
    begin(FULL);
    endWith(code | (first.sign != 0 ? FloatFlags.C1 : 0));
    return conditions;
  }

  /** FLD of a binary32. A denormal is loaded even if that exception is not masked. */
  public void load32(int bits) {
    first.load32(bits, false);
    load();
  }

  /** FLD of a binary64; denormals as for a binary32. */
  public void load64(long bits) {
    first.load64(bits, false);
    load();
  }

  /** FILD of a sign-extended integer. */
  public void loadInteger(long value) {
    first.loadInteger(value);
    load();
  }

  /** FBLD. Digits above nine count as what they are. */
  public void loadDecimal(long digits, int signDigits) {
    first.sign = signDigits >>> 15 & 1;
    first.loadMagnitude(X87Stores.decimalMagnitude(digits, signDigits));
    load();
  }

  private void load() {
    begin(FULL);
    arithmetic.unmasked &= ~FloatFlags.DENORMAL;
    arithmetic.copy();
    end();
  }

  /** FLDPI and its like; raises nothing. */
  public void load(X87Constant constant) {
    begin(FULL);
    result.round(0, constant.exponent, constant.high, constant.low);
    suppressed = false;
    conditions = 0;
  }

  /** FST of a binary32. */
  public int store32() {
    beginStore();
    stores.round(Format.BINARY32, rounding);
    endStore();
    return result.toBinary32();
  }

  /** FST of a binary64. */
  public long store64() {
    beginStore();
    stores.round(Format.BINARY64, rounding);
    endStore();
    return result.toBinary64();
  }

  /**
   * FIST and FISTTP.
   *
   * @param bits 16, 32 or 64
   * @param truncate whether to cut instead of rounding by the control word
   * @return the integer, sign-extended; the smallest one if invalid
   */
  public long storeInteger(int bits, boolean truncate) {
    beginStore();
    long value = stores.integer(bits, truncate ? Rounding.ZERO : rounding);
    endStore();
    return value;
  }

  /** FBSTP: the digits are {@link #decimalDigits} and {@link #decimalSign}. */
  public void storeDecimal() {
    beginStore();
    stores.decimal(rounding);
    endStore();
  }

  /** The low 16 digits FBSTP stores. */
  public long decimalDigits() {
    return stores.digits;
  }

  /** The sign and the two high digits FBSTP stores. */
  public int decimalSign() {
    return stores.signDigits;
  }

  private void swap() {
    spare.set(first);
    first.set(second);
    second.set(spare);
  }

  /** The start of a transcendental function. */
  void beginFunction() {
    begin(FULL);
  }

  /** Makes a second result go where the first goes. */
  void prepare(Result other) {
    other.target(Format.EXTENDED, FULL, rounding, unmasked);
    other.adjustExponent();
  }

  /** The end of a transcendental function; {@code codes} is C2 or nothing. */
  void endFunction(int codes) {
    end();
    conditions |= codes;
  }

  private void begin(int bits) {
    arithmetic.raised = 0;
    arithmetic.unmasked = unmasked;
    result.target(Format.EXTENDED, bits, rounding, unmasked);
    result.adjustExponent();
  }

  private void end() {
    boolean up = (arithmetic.raised & FloatFlags.PRECISION) != 0 && result.roundedUp;
    endWith(up ? FloatFlags.C1 : 0);
  }

  private void endWith(int codes) {
    suppressed = arithmetic.suppressed();
    conditions = suppressed ? 0 : codes;
  }

  private void beginStore() {
    arithmetic.raised = 0;
    arithmetic.unmasked = unmasked;
    result.roundedUp = false;
  }

  private void endStore() {
    end();
    int fatal = FloatFlags.FROM_OPERANDS | FloatFlags.OVERFLOW | FloatFlags.UNDERFLOW;
    suppressed = (arithmetic.raised & unmasked & fatal) != 0;
  }
}
