package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.fpu.FloatFlags;
import dev.xenolith.hv.machine.cpu.fpu.X87Functions;
import dev.xenolith.hv.machine.cpu.fpu.X87Unit;

/** The functions of the x87 that have no operand but ST0, or ST0 and ST1. */
final class X87Transcendentals {
  private static final int ONE_HIGH = 0x3FFF;
  private static final int NAN = 0x7FFF;

  private final X87Stack stack;
  private final X87Unit unit;
  private final X87Functions functions;

  X87Transcendentals(X87Stack stack) {
    this.stack = stack;
    unit = stack.unit;
    functions = new X87Functions(unit);
  }

  void execute(Insn insn) {
    stack.begin(insn);
    switch (insn.op()) {
      case FSQRT, FRNDINT, F2XM1 -> one(insn);
      case FSIN, FCOS -> circular(insn);
      case FSCALE, FPREM, FPREM1 -> two(insn);
      case FYL2X, FYL2XP1, FPATAN -> twoAndPop(insn);
      default -> pushing(insn);
    }
  }

  private boolean missing(boolean both) {
    return stack.empty(0) || both && stack.empty(1);
  }

  /** C2 would say that the operand was too large, which nobody has looked at. */
  private void clearC2() {
    stack.raise(0, FloatFlags.C2, 0);
  }

  private void underflow(int destination, boolean pop) {
    if (stack.underflow()) {
      stack.setIndefinite(destination);
      if (pop) {
        stack.pop();
      }
    }
  }

  private void one(Insn insn) {
    if (missing(false)) {
      underflow(0, false);
      return;
    }
    stack.first(0);
    switch (insn.op()) {
      case FSQRT -> unit.squareRoot();
      case FRNDINT -> unit.roundToInteger();
      default -> functions.power();
    }
    if (stack.settle()) {
      stack.deliver(0);
    }
  }

  private void circular(Insn insn) {
    if (missing(false)) {
      clearC2();
      underflow(0, false);
      return;
    }
    stack.first(0);
    switch (insn.op()) {
      case FSIN -> functions.sine();
      default -> functions.cosine();
    }
    if (settleCircular()) {
      stack.deliver(0);
    }
  }

  /** Whether there is a result: with C2 the operand was too large. */
  private boolean settleCircular() {
    boolean result = stack.settle(FloatFlags.C1 | FloatFlags.C2);
    return result && (unit.conditions() & FloatFlags.C2) == 0;
  }

  private void two(Insn insn) {
    boolean scale = insn.op() == Op.FSCALE;
    if (missing(true)) {
      if (!scale) {
        clearC2();
      }
      underflow(0, false);
      return;
    }
    stack.first(0);
    stack.second(1);
    switch (insn.op()) {
      case FPREM -> unit.remainder();
      case FPREM1 -> unit.remainderNearest();
      default -> unit.scale();
    }
    if (stack.settle(scale ? FloatFlags.C1 : remainderCodes())) {
      stack.deliver(0);
    }
  }

  /** Without a quotient C0 and C3 stay. */
  private int remainderCodes() {
    boolean quotient = !unit.suppressed() && !isNan(unit.significand(), unit.signExponent());
    return quotient ? FloatFlags.CONDITIONS : FloatFlags.C1 | FloatFlags.C2;
  }

  private static boolean isNan(long significand, int signExponent) {
    return (signExponent & NAN) == NAN && significand << 1 != 0;
  }

  private void twoAndPop(Insn insn) {
    if (missing(true)) {
      underflow(1, true);
      return;
    }
    stack.first(0);
    stack.second(1);
    switch (insn.op()) {
      case FYL2X -> functions.logarithm();
      case FYL2XP1 -> functions.logarithmPlusOne();
      default -> functions.arcusTangent();
    }
    if (stack.settle()) {
      stack.deliver(1);
      stack.pop();
    }
  }

  /** FPTAN, FSINCOS and FXTRACT: one result in place of ST0, the other pushed. */
  private void pushing(Insn insn) {
    boolean under = missing(false);
    if (under || stack.pushOverflows()) {
      if (insn.op() != Op.FXTRACT) {
        clearC2();
      }
      boolean masked = under ? stack.underflow() : stack.overflow();
      if (masked) {
        stack.setIndefinite(0);
        stack.push(X87Stack.INDEFINITE, X87Stack.INDEFINITE_HIGH);
      }
      return;
    }
    stack.first(0);
    switch (insn.op()) {
      case FXTRACT -> extract();
      case FSINCOS -> sineCosine();
      default -> tangent();
    }
  }

  private void extract() {
    unit.extract();
    if (stack.settle()) {
      stack.set(0, unit.exponentSignificand(), unit.exponentSignExponent());
      stack.push(unit.significand(), unit.signExponent());
    }
  }

  private void sineCosine() {
    functions.sineCosine();
    if (settleCircular()) {
      stack.deliver(0);
      stack.push(functions.cosineSignificand(), functions.cosineSignExponent());
    }
  }

  private void tangent() {
    functions.tangent();
    if (settleCircular()) {
      stack.deliver(0);
      long significand = unit.significand();
      int high = unit.signExponent();
      boolean nan = isNan(significand, high);
      stack.push(nan ? significand : Long.MIN_VALUE, nan ? high : ONE_HIGH);
    }
  }
}
