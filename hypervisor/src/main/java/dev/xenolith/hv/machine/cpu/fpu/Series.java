package dev.xenolith.hv.machine.cpu.fpu;

/**
 * The elementary functions to more than 100 bits, each over the range its callers reduce to. All
 * are sums of the functions' power series.
 */
final class Series {
  /** Eighths whose arcus tangent is kept. */
  private static final int STEPS = 8;

  /** Exponents of arguments whose sine is just below them. */
  private static final int TINY = -60;

  private static final int EXPONENTIAL_TERMS = 28;
  private static final int LOGARITHM_TERMS = 22;
  private static final int ARCUS_TERMS = 18;
  private static final int CIRCULAR_TERMS = 15;

  final Quad one = new Quad().set(1);
  final Quad halfPi = constant(X87Constant.PI).scale(-1);
  final Quad pi = constant(X87Constant.PI);
  private final Quad ln2 = constant(X87Constant.LN_2);
  private final Quad log2e = constant(X87Constant.LOG2_E);
  private final Quad[] arcus = new Quad[STEPS + 1];
  private final Quad sum = new Quad();
  private final Quad square = new Quad();
  private final Quad term = new Quad();
  private final Quad argument = new Quad();
  private final Quad eighth = new Quad();

  Series() {
    arcus[0] = new Quad();
    Quad step = new Quad();
    for (int i = 1; i <= STEPS; i++) {
      // atan(i/8) - atan((i-1)/8) = atan(8 / (64 + i(i-1)))
      step.set(STEPS);
      step.divide(step, STEPS * STEPS + i * (i - 1));
      arcus[i] = new Quad();
      arcusSmall(arcus[i], step);
      arcus[i].add(arcus[i], arcus[i - 1]);
    }
  }

  private static Quad constant(X87Constant constant) {
    return new Quad().set(constant.exponent, constant.high, constant.low);
  }

  /** 2^x - 1, for x in [-1, 1] and not zero. */
  void power(Quad into, Quad x) {
    argument.multiply(x, ln2);
    sum.set(one);
    for (int n = EXPONENTIAL_TERMS; n >= 2; n--) {
      sum.multiply(sum, argument);
      sum.divide(sum, n);
      sum.add(sum, one);
    }
    into.multiply(sum, argument);
  }

  /** The binary logarithm of (1 + s) / (1 - s), for small s not zero. */
  void logarithm(Quad into, Quad s) {
    argument.set(s);
    square.multiply(s, s);
    sum.divide(one, 2 * LOGARITHM_TERMS + 1);
    for (int n = LOGARITHM_TERMS - 1; n >= 0; n--) {
      sum.multiply(sum, square);
      term.divide(one, 2 * n + 1);
      sum.add(sum, term);
    }
    sum.multiply(sum, argument);
    into.multiply(sum, log2e).scale(1);
  }

  /** The arcus tangent of x in (0, 1]. */
  void arcus(Quad into, Quad x) {
    argument.set(x);
    int step = x.exponent < -4 ? 0 : (int) (x.high >>> 59 - x.exponent) + 1 >> 1;
    if (step == 0) {
      arcusSmall(into, argument);
      return;
    }
    eighth.set(step).scale(-3);
    term.multiply(argument, eighth);
    term.add(term, one);
    eighth.negateIf(true);
    argument.add(argument, eighth);
    if (argument.zero()) {
      into.set(arcus[step]);
      return;
    }
    argument.divide(argument, term);
    arcusSmall(into, argument);
    into.add(into, arcus[step]);
  }

  private void arcusSmall(Quad into, Quad x) {
    if (x.exponent < TINY) {
      into.set(x).below();
      return;
    }
    argument.set(x);
    square.multiply(x, x);
    sum.divide(one, 2 * ARCUS_TERMS + 1);
    for (int n = ARCUS_TERMS - 1; n >= 0; n--) {
      sum.multiply(sum, square);
      sum.negateIf(true);
      term.divide(one, 2 * n + 1);
      sum.add(sum, term);
    }
    into.multiply(sum, argument);
  }

  /** The sine of x, at most pi/4 and not zero. */
  void sine(Quad into, Quad x) {
    if (x.exponent < TINY) {
      into.set(x).below();
      return;
    }
    argument.set(x);
    circular(1);
    into.multiply(sum, argument);
  }

  /** The cosine of x, at most pi/4. */
  void cosine(Quad into, Quad x) {
    if (x.exponent < TINY) {
      into.set(one).below();
      return;
    }
    argument.set(x);
    circular(0);
    into.set(sum);
  }

  private void circular(int odd) {
    square.multiply(argument, argument).negateIf(true);
    sum.set(one);
    for (int n = CIRCULAR_TERMS; n >= 1; n--) {
      sum.multiply(sum, square);
      sum.divide(sum, 2 * n * (2 * n - 1 + 2 * odd));
      sum.add(sum, one);
    }
  }
}
