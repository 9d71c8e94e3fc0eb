package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;
import dev.xenolith.hv.machine.cpu.fpu.X87Constant;
import dev.xenolith.hv.machine.cpu.fpu.X87Unit;

/** Loads, stores and moves of the x87, with the conversions they make. */
final class X87Moves {
  private static final int EXTENDED = 80;
  private static final int SIGN = 0x8000;

  /** Below, equal, below or equal, parity: the conditions FCMOVcc takes, as Jcc numbers them. */
  private static final int BELOW = 2;

  private static final int EQUAL = 4;
  private static final int BELOW_OR_EQUAL = 6;
  private static final int PARITY = 10;

  private final Core core;
  private final X87Stack stack;
  private final X87Unit unit;
  private final Operands operands;
  private final DataMemory data;
  private final Alu alu;

  X87Moves(Core core, X87Stack stack) {
    this.core = core;
    this.stack = stack;
    unit = stack.unit;
    operands = core.operands;
    data = core.data;
    alu = core.alu;
  }

  void load(Insn insn) {
    if (insn.operandCount() == 0) {
      stack.begin(insn);
      if (room()) {
        constant(insn.op());
        push();
      }
    } else if (insn.kind(0) == OperandKind.X87) {
      stack.begin(insn);
      copy(insn.register(0));
    } else if (insn.bits(0) == EXTENDED) {
      loadExtended(insn);
    } else {
      long value = operands.read(insn, 0);
      stack.begin(insn);
      if (room()) {
        convert(insn, value);
        push();
      }
    }
  }

  /** Whether there is an empty register to push into; otherwise the fault is dealt with. */
  private boolean room() {
    boolean overflows = stack.pushOverflows();
    if (overflows && stack.overflow()) {
      stack.push(X87Stack.INDEFINITE, X87Stack.INDEFINITE_HIGH);
    }
    return !overflows;
  }

  /** Pushes what the unit made, unless an exception says otherwise. */
  private void push() {
    if (stack.settle()) {
      stack.push(unit.significand(), unit.signExponent());
    }
  }

  private void constant(Op op) {
    switch (op) {
      case FLD1 -> unit.load(X87Constant.ONE);
      case FLDL2T -> unit.load(X87Constant.LOG2_10);
      case FLDL2E -> unit.load(X87Constant.LOG2_E);
      case FLDPI -> unit.load(X87Constant.PI);
      case FLDLG2 -> unit.load(X87Constant.LOG10_2);
      case FLDLN2 -> unit.load(X87Constant.LN_2);
      default -> unit.loadInteger(0);
    }
  }

  private void convert(Insn insn, long value) {
    if (insn.op() == Op.FILD) {
      unit.loadInteger(Alu.signed(value, insn.bits(0)));
    } else if (insn.bits(0) == 32) {
      unit.load32((int) value);
    } else {
      unit.load64(value);
    }
  }

  private void copy(int index) {
    if (stack.empty(index)) {
      if (stack.underflow()) {
        stack.push(X87Stack.INDEFINITE, X87Stack.INDEFINITE_HIGH);
      }
    } else if (room()) {
      stack.clearC1();
      stack.push(stack.significand(index), stack.signExponent(index));
    }
  }

  private long at(long linear, int offset) {
    return core.state.longCode() ? linear + offset : linear + offset & 0xFFFFFFFFL;
  }

  /** FLD and FBLD of ten bytes. */
  private void loadExtended(Insn insn) {
    long linear = data.linear(insn.segment(), operands.offset(insn), 10, false);
    long low = data.readLinear(linear, 8);
    int high = (int) data.readLinear(at(linear, 8), 2);
    stack.begin(insn);
    if (!room()) {
      return;
    }
    if (insn.op() == Op.FBLD) {
      unit.loadDecimal(low, high);
      push();
    } else {
      stack.clearC1();
      stack.push(low, high);
    }
  }

  void store(Insn insn) {
    if (insn.kind(0) == OperandKind.X87) {
      stack.begin(insn);
      storeRegister(insn, insn.register(0));
    } else if (insn.bits(0) == EXTENDED) {
      storeExtended(insn);
    } else {
      storeMemory(insn);
    }
  }

  private void storeRegister(Insn insn, int index) {
    if (!stack.empty(0)) {
      stack.clearC1();
      stack.set(index, stack.significand(0), stack.signExponent(0));
    } else if (insn.op() == Op.FSTPNCE) {
      // The alias that does not look whether its source is empty: silicon only pops then.
      stack.clearC1();
    } else if (stack.underflow()) {
      stack.setIndefinite(index);
    } else {
      return;
    }
    if (insn.op() != Op.FST) {
      stack.pop();
    }
  }

  private void storeExtended(Insn insn) {
    long linear = data.linear(insn.segment(), operands.offset(insn), 10, true);
    data.probeWrite(linear, 10);
    stack.begin(insn);
    boolean decimal = insn.op() == Op.FBSTP;
    long low = X87Stack.INDEFINITE;
    int high = X87Stack.INDEFINITE_HIGH;
    boolean proceeds;
    if (stack.empty(0)) {
      proceeds = stack.underflow();
    } else if (decimal) {
      stack.first(0);
      unit.storeDecimal();
      proceeds = stack.settle();
      low = unit.decimalDigits();
      high = unit.decimalSign();
    } else {
      stack.clearC1();
      low = stack.significand(0);
      high = stack.signExponent(0);
      proceeds = true;
    }
    if (proceeds) {
      data.writeLinear(linear, 8, low);
      data.writeLinear(at(linear, 8), 2, high);
      stack.pop();
    }
  }

  private void storeMemory(Insn insn) {
    int bits = insn.bits(0);
    long linear = data.linear(insn.segment(), operands.offset(insn), bits >> 3, true);
    data.probeWrite(linear, bits >> 3);
    stack.begin(insn);
    long value;
    boolean proceeds;
    if (stack.empty(0)) {
      proceeds = stack.underflow();
      value = indefinite(insn, bits);
    } else {
      stack.first(0);
      value = converted(insn, bits);
      proceeds = stack.settle();
    }
    if (proceeds) {
      data.writeLinear(linear, bits >> 3, value);
      if (insn.op() != Op.FST && insn.op() != Op.FIST) {
        stack.pop();
      }
    }
  }

  private static long indefinite(Insn insn, int bits) {
    if (insn.op() == Op.FST || insn.op() == Op.FSTP) {
      return bits == 32 ? 0xFFC00000L : 0xFFF8000000000000L;
    }
    return -1L << bits - 1;
  }

  private long converted(Insn insn, int bits) {
    return switch (insn.op()) {
      case FST, FSTP -> bits == 32 ? unit.store32() : unit.store64();
      default -> unit.storeInteger(bits, insn.op() == Op.FISTTP);
    };
  }

  /** FXCH, FCHS, FABS and FCMOVcc. */
  void move(Insn insn) {
    stack.begin(insn);
    switch (insn.op()) {
      case FXCH -> exchange(insn.register(0));
      case FCHS -> changeSign(stack.signExponent(0) ^ SIGN);
      case FABS -> changeSign(stack.signExponent(0) & ~SIGN);
      default -> moveIf(insn);
    }
  }

  private void exchange(int index) {
    if (stack.empty(0) || stack.empty(index)) {
      boolean top = stack.empty(0);
      boolean other = stack.empty(index);
      if (!stack.underflow()) {
        return;
      }
      if (top) {
        stack.setIndefinite(0);
      }
      if (other) {
        stack.setIndefinite(index);
      }
    } else {
      stack.clearC1();
    }
    long significand = stack.significand(0);
    int signExponent = stack.signExponent(0);
    stack.set(0, stack.significand(index), stack.signExponent(index));
    stack.set(index, significand, signExponent);
  }

  private void changeSign(int signExponent) {
    if (!stack.empty(0)) {
      stack.clearC1();
      stack.set(0, stack.significand(0), signExponent);
    } else if (stack.underflow()) {
      stack.setIndefinite(0);
    }
  }

  private void moveIf(Insn insn) {
    int from = insn.register(1);
    if (stack.empty(0) || stack.empty(from)) {
      if (stack.underflow()) {
        stack.setIndefinite(0);
      }
      return;
    }
    if (alu.condition(condition(insn.op()))) {
      stack.set(0, stack.significand(from), stack.signExponent(from));
    }
  }

  private static int condition(Op op) {
    return switch (op) {
      case FCMOVB -> BELOW;
      case FCMOVNB -> BELOW | 1;
      case FCMOVE -> EQUAL;
      case FCMOVNE -> EQUAL | 1;
      case FCMOVBE -> BELOW_OR_EQUAL;
      case FCMOVNBE -> BELOW_OR_EQUAL | 1;
      case FCMOVU -> PARITY;
      default -> PARITY | 1;
    };
  }
}
