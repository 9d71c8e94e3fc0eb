package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The transcendental instructions of the x87, on the operands and into the result of a unit. The
 * results are those of the exact functions, rounded; silicon's differ by one unit of the last place
 * now and then.
 */
public final class X87Functions {
  /** From here on the circular functions refuse. */
  private static final int LARGE = 63;

  /** Below this exponent silicon takes the tangent for a number just below its argument. */
  private static final int SMALL_TANGENT = -33;

  private final X87Unit unit;
  private final Arithmetic arithmetic;
  private final Operand a;
  private final Operand b;
  private final Result result;
  private final Result other = new Result();
  private final Series series = new Series();
  private final CircularReduction reduction = new CircularReduction();
  private final Quad x = new Quad();
  private final Quad y = new Quad();
  private final Quad z = new Quad();

  /** The functions on a unit's operands. */
  public X87Functions(X87Unit unit) {
    this.unit = unit;
    this.arithmetic = unit.arithmetic;
    this.a = arithmetic.a;
    this.b = arithmetic.b;
    this.result = arithmetic.result;
  }

  /** F2XM1: 2^first - 1. Beyond [-1, 1] the operand is the result. */
  public void power() {
    unit.beginFunction();
    if (!arithmetic.nan()) {
      if (a.kind == Operand.INFINITE && a.sign != 0) {
        result.round(1, 0, Long.MIN_VALUE, 0);
      } else if (a.kind != Operand.FINITE || beyondOne()) {
        arithmetic.copy();
      } else if (ready()) {
        series.power(x, x.set(a));
        if (a.exponent == 0) {
          result.round(a.sign, -a.sign, Long.MIN_VALUE, 0);
        } else {
          deliver(x);
        }
      }
    }
    unit.endFunction(0);
  }

  private boolean beyondOne() {
    return a.exponent > 0 || a.exponent == 0 && a.significand != Long.MIN_VALUE;
  }

  /** FYL2X: second * log2(first). */
  public void logarithm() {
    unit.beginFunction();
    if (!arithmetic.nans() && !logarithmSpecial() && readyBoth()) {
      scaledLogarithm();
    }
    unit.endFunction(0);
  }

  /** FYL2XP1: second * log2(first + 1). */
  public void logarithmPlusOne() {
    unit.beginFunction();
    if (!arithmetic.nans()) {
      if (a.kind == Operand.FINITE && b.kind == Operand.FINITE) {
        if (readyBoth()) {
          // log2(1 + x) = log2((1 + s) / (1 - s)) for s = x / (2 + x)
          x.set(a);
          y.set(2);
          y.add(y, x);
          x.divide(x, y);
          series.logarithm(z, x);
          deliver(z.multiply(z, y.set(b)));
        }
      } else {
        plusOneSpecial();
      }
    }
    unit.endFunction(0);
  }

  private void plusOneSpecial() {
    int sign = a.sign ^ b.sign;
    boolean zero = a.kind == Operand.ZERO || b.kind == Operand.ZERO;
    if (a.kind == Operand.INFINITE && a.sign != 0
        || zero && (a.kind == Operand.INFINITE || b.kind == Operand.INFINITE)) {
      arithmetic.invalid();
      return;
    }
    arithmetic.denormals();
    if (zero) {
      result.zero(sign);
    } else {
      result.infinity(sign);
    }
  }

  /** Deals with everything but finite numbers that are neither zero nor, the first, one. */
  private boolean logarithmSpecial() {
    boolean one = a.kind == Operand.FINITE && a.exponent == 0 && a.significand == Long.MIN_VALUE;
    if (a.kind != Operand.ZERO && a.sign != 0
        || b.kind == Operand.ZERO && a.kind != Operand.FINITE
        || b.kind == Operand.INFINITE && one) {
      arithmetic.invalid();
      return true;
    }
    int sign = b.sign ^ (a.kind != Operand.INFINITE && a.exponent < 0 ? 1 : 0);
    if (a.kind == Operand.ZERO) {
      arithmetic.raised |= b.kind == Operand.FINITE ? FloatFlags.ZERO_DIVIDE : 0;
      result.infinity(b.sign ^ 1);
    } else if (a.kind == Operand.INFINITE || b.kind == Operand.INFINITE) {
      arithmetic.denormals();
      result.infinity(sign);
    } else if (b.kind == Operand.ZERO || one) {
      arithmetic.denormals();
      result.zero(sign);
    } else {
      return false;
    }
    return true;
  }

  private void scaledLogarithm() {
    boolean upper = Long.compareUnsigned(a.significand, 0xB504F333F9DE6484L) > 0;
    int whole = upper ? a.exponent + 1 : a.exponent;
    boolean power = a.significand == Long.MIN_VALUE;
    z.set(0);
    if (!power) {
      x.set(a).exponent = upper ? -1 : 0;
      y.add(x, series.one);
      z.set(series.one).negateIf(true);
      x.add(x, z);
      x.divide(x, y);
      series.logarithm(z, x);
    }
    y.set(whole);
    z.add(z, y);
    z.multiply(z, x.set(b));
    if (power) {
      inexact(z);
    } else {
      deliver(z);
    }
  }

  /** FPATAN: the angle of the point (first, second). */
  public void arcusTangent() {
    unit.beginFunction();
    if (!arithmetic.nans()) {
      arithmetic.denormals();
      if (!arithmetic.suppressed()) {
        angle();
      }
    }
    unit.endFunction(0);
  }

  private void angle() {
    boolean left = a.sign != 0;
    if (b.kind == Operand.ZERO || a.kind == Operand.INFINITE && b.kind != Operand.INFINITE) {
      if (left) {
        deliver(z.set(series.pi).negateIf(b.sign != 0));
      } else {
        result.zero(b.sign);
      }
      return;
    }
    if (b.kind == Operand.INFINITE && a.kind == Operand.INFINITE) {
      z.set(series.halfPi).scale(-1);
    } else if (b.kind == Operand.INFINITE || a.kind == Operand.ZERO) {
      deliver(z.set(series.halfPi).negateIf(b.sign != 0));
      return;
    } else {
      firstOctants();
    }
    if (left) {
      z.negateIf(true);
      z.add(z, series.pi);
    }
    deliver(z.negateIf(b.sign != 0));
  }

  /** The angle of (|a|, |b|). */
  private void firstOctants() {
    x.set(a).sign = 0;
    y.set(b).sign = 0;
    boolean steep =
        b.exponent != a.exponent
            ? b.exponent > a.exponent
            : Long.compareUnsigned(b.significand, a.significand) > 0;
    if (steep) {
      x.divide(x, y);
    } else {
      x.divide(y, x);
    }
    series.arcus(z, x);
    if (steep) {
      z.negateIf(true);
      z.add(z, series.halfPi);
    }
  }

  /** FSIN; C2 if the operand is too large. */
  public void sine() {
    circular(0, false, false);
  }

  /** FCOS; C2 if the operand is too large. */
  public void cosine() {
    circular(1, false, false);
  }

  /** FPTAN; C2 if the operand is too large. The one to push is the caller's. */
  public void tangent() {
    circular(0, false, true);
  }

  /** FSINCOS: the result is the sine, the cosine is {@link #cosineSignificand}. */
  public void sineCosine() {
    circular(0, true, false);
  }

  /** The significand of FSINCOS's cosine. */
  public long cosineSignificand() {
    return other.significand;
  }

  /** Sign and exponent of FSINCOS's cosine. */
  public int cosineSignExponent() {
    return other.signExponent80();
  }

  private void circular(int quarters, boolean both, boolean quotient) {
    unit.beginFunction();
    int codes = 0;
    if (arithmetic.nan()) {
      copyToOther();
    } else if (a.kind == Operand.INFINITE) {
      arithmetic.invalid();
      copyToOther();
    } else if (a.kind == Operand.ZERO) {
      unit.prepare(other);
      other.round(0, 0, Long.MIN_VALUE, 0);
      if (quarters == 0) {
        result.zero(a.sign);
      } else {
        result.round(0, 0, Long.MIN_VALUE, 0);
      }
    } else if (a.exponent >= LARGE) {
      arithmetic.copy();
      codes = FloatFlags.C2;
    } else if (ready()) {
      finiteAngle(quarters, both, quotient);
    }
    unit.endFunction(codes);
  }

  private void finiteAngle(int quarters, boolean both, boolean quotient) {
    int sign = a.sign;
    int quadrant = reduction.reduce(a);
    if (both || quotient) {
      wave(z, quadrant + 1 & 3);
    }
    wave(x, quadrant + quarters & 3);
    x.negateIf(sign != 0 && quarters == 0);
    if (both) {
      unit.prepare(other);
      other.round(z.sign, z.exponent, z.high, z.low | 1);
      arithmetic.raised |= other.raised;
    }
    if (quotient && a.exponent < SMALL_TANGENT) {
      smallTangent();
    } else {
      deliver(quotient ? x.divide(x, z) : x);
    }
  }

  /** Just below the argument, except for the smallest normal number, which stays. */
  private void smallTangent() {
    x.set(a);
    if (a.exponent == Format.EXTENDED.minExponent && a.significand == Long.MIN_VALUE) {
      inexact(x);
    } else {
      deliver(x.below());
    }
  }

  private void wave(Quad into, int quadrant) {
    if ((quadrant & 1) == 0) {
      series.sine(into, reduction.rest);
    } else {
      series.cosine(into, reduction.rest);
    }
    into.negateIf(quadrant >= 2);
  }

  private void copyToOther() {
    other.kind = result.kind;
    other.sign = result.sign;
    other.significand = result.significand;
  }

  /** Raises DE; false if that ends the instruction. */
  private boolean ready() {
    arithmetic.denormal();
    return !arithmetic.suppressed();
  }

  private boolean readyBoth() {
    arithmetic.denormals();
    return !arithmetic.suppressed();
  }

  /** An exact result that silicon takes for an inexact one, and so for an underflow if tiny. */
  private void inexact(Quad value) {
    arithmetic.round(value.sign, value.exponent, value.high, value.low);
    boolean tiny = result.kind == Operand.FINITE && result.significand >= 0;
    arithmetic.raised |= FloatFlags.PRECISION | (tiny ? FloatFlags.UNDERFLOW : 0);
  }

  /** No result is exact. */
  private void deliver(Quad value) {
    arithmetic.round(value.sign, value.exponent, value.high, value.low | 1);
  }
}
