package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The four operations and the root with all their special cases, for operands that are loaded into
 * {@link #a} and {@link #b}. What differs between SSE and x87 is which NaN wins.
 */
final class Arithmetic {
  final Operand a = new Operand();
  final Operand b = new Operand();
  final Result result = new Result();
  private final Wide wide = new Wide();
  private final boolean x87;

  /** What the operation raised so far. */
  int raised;

  /** The exceptions that are not masked. */
  int unmasked;

  Arithmetic(boolean x87) {
    this.x87 = x87;
  }

  /** True if an unmasked exception of the operands leaves no result. */
  boolean suppressed() {
    return (raised & unmasked & FloatFlags.FROM_OPERANDS) != 0;
  }

  void add() {
    addSigned(b.sign);
  }

  void subtract() {
    addSigned(b.sign ^ 1);
  }

  private void addSigned(int signOfB) {
    if (nans()) {
      return;
    }
    if (a.kind == Operand.INFINITE || b.kind == Operand.INFINITE) {
      if (a.kind == b.kind && a.sign != signOfB) {
        invalid();
        return;
      }
      denormals();
      result.infinity(a.kind == Operand.INFINITE ? a.sign : signOfB);
      return;
    }
    denormals();
    if (suppressed()) {
      return;
    }
    if (a.kind == Operand.ZERO && b.kind == Operand.ZERO) {
      result.zero(a.sign == signOfB ? a.sign : signOfCancelled());
    } else if (a.kind == Operand.ZERO) {
      round(signOfB, b.exponent, b.significand, 0);
    } else if (b.kind == Operand.ZERO) {
      round(a.sign, a.exponent, a.significand, 0);
    } else if (wide.add(a, b, signOfB)) {
      round(wide);
    } else {
      result.zero(signOfCancelled());
    }
  }

  private int signOfCancelled() {
    return result.mode() == Rounding.DOWN ? 1 : 0;
  }

  void multiply() {
    if (nans()) {
      return;
    }
    boolean infinite = a.kind == Operand.INFINITE || b.kind == Operand.INFINITE;
    boolean zero = a.kind == Operand.ZERO || b.kind == Operand.ZERO;
    if (infinite && zero) {
      invalid();
      return;
    }
    denormals();
    if (infinite) {
      result.infinity(a.sign ^ b.sign);
    } else if (zero) {
      result.zero(a.sign ^ b.sign);
    } else if (!suppressed()) {
      wide.multiply(a, b);
      round(wide);
    }
  }

  /** a / b. */
  void divide() {
    if (nans()) {
      return;
    }
    if (a.kind == b.kind && a.kind != Operand.FINITE) {
      invalid();
      return;
    }
    if (b.kind == Operand.ZERO) {
      if (a.kind == Operand.FINITE) {
        raised |= FloatFlags.ZERO_DIVIDE;
      }
      result.infinity(a.sign ^ b.sign);
      return;
    }
    denormals();
    if (a.kind == Operand.INFINITE) {
      result.infinity(a.sign ^ b.sign);
    } else if (a.kind == Operand.ZERO || b.kind == Operand.INFINITE) {
      result.zero(a.sign ^ b.sign);
    } else if (!suppressed()) {
      wide.divide(a, b);
      round(wide);
    }
  }

  /** The square root of a. */
  void squareRoot() {
    if (nan()) {
      return;
    }
    if (a.kind == Operand.ZERO) {
      result.zero(a.sign);
    } else if (a.sign != 0) {
      invalid();
    } else if (a.kind == Operand.INFINITE) {
      result.infinity(0);
    } else {
      denormal();
      if (!suppressed()) {
        wide.squareRoot(a);
        round(wide);
      }
    }
  }

  /** a, rounded to the target. */
  void copy() {
    if (nan()) {
      return;
    }
    denormal();
    if (suppressed()) {
      return;
    }
    switch (a.kind) {
      case Operand.ZERO -> result.zero(a.sign);
      case Operand.INFINITE -> result.infinity(a.sign);
      default -> round(a.sign, a.exponent, a.significand, 0);
    }
  }

  void invalid() {
    raised |= FloatFlags.INVALID;
    result.indefinite();
  }

  void denormals() {
    if (a.denormal || b.denormal) {
      raised |= FloatFlags.DENORMAL;
    }
  }

  void denormal() {
    if (a.denormal) {
      raised |= FloatFlags.DENORMAL;
    }
  }

  void round(int sign, int exponent, long high, long low) {
    result.round(sign, exponent, high, low);
    raised |= result.raised;
  }

  private void round(Wide value) {
    round(value.sign, value.exponent, value.high, value.low);
  }

  /** Deals with an unsupported encoding or a NaN in a; false if there is none. */
  boolean nan() {
    if (a.kind == Operand.UNSUPPORTED) {
      invalid();
      return true;
    }
    if (!a.nan()) {
      return false;
    }
    signal(a);
    result.quiet(a);
    return true;
  }

  /** Deals with unsupported encodings and NaNs in a and b; false if there are none. */
  boolean nans() {
    if (a.kind == Operand.UNSUPPORTED || b.kind == Operand.UNSUPPORTED) {
      invalid();
      return true;
    }
    if (!a.nan() && !b.nan()) {
      return false;
    }
    signal(a);
    signal(b);
    result.quiet(firstWins() ? a : b);
    return true;
  }

  private void signal(Operand operand) {
    if (operand.kind == Operand.SIGNALLING_NAN) {
      raised |= FloatFlags.INVALID;
    }
  }

  /** SDM 1, table 4-7. */
  private boolean firstWins() {
    if (!x87 || !a.nan() || !b.nan()) {
      return a.nan();
    }
    if (a.kind != b.kind) {
      return a.kind == Operand.QUIET_NAN;
    }
    int order = Long.compareUnsigned(a.significand, b.significand);
    return order != 0 ? order > 0 : a.sign == 0;
  }
}
