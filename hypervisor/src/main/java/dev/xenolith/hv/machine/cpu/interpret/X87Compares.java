package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;
import dev.xenolith.hv.machine.cpu.fpu.FloatFlags;
import dev.xenolith.hv.machine.cpu.fpu.Relation;
import dev.xenolith.hv.machine.cpu.fpu.X87Unit;

/** The comparisons of the x87, FTST and FXAM. */
final class X87Compares {
  private final X87Stack stack;
  private final X87Unit unit;
  private final Operands operands;
  private final Alu alu;

  X87Compares(Core core, X87Stack stack) {
    this.stack = stack;
    unit = stack.unit;
    operands = core.operands;
    alu = core.alu;
  }

  /** Those that answer in the condition codes. */
  void execute(Insn insn) {
    boolean missing = load(insn);
    switch (insn.op()) {
      case FXAM -> examine();
      case FUCOM, FUCOMP, FUCOMPP -> compare(insn, missing, false);
      default -> compare(insn, missing, true);
    }
  }

  /** Gives the unit the second operand; true if one of the two is in an empty register. */
  private boolean load(Insn insn) {
    if (insn.kind(0) == OperandKind.MEMORY) {
      long value = operands.read(insn, 0);
      stack.begin(insn);
      switch (insn.op()) {
        case FICOM, FICOMP -> unit.secondInteger(insn.bits(0) == 16 ? (short) value : (int) value);
        default -> {
          if (insn.bits(0) == 32) {
            unit.second32((int) value);
          } else {
            unit.second64(value);
          }
        }
      }
      return stack.empty(0);
    }
    stack.begin(insn);
    switch (insn.op()) {
      case FTST, FXAM -> {
        unit.secondInteger(0);
        return stack.empty(0);
      }
      case FCOMPP, FUCOMPP -> {
        stack.second(1);
        return stack.empty(0) || stack.empty(1);
      }
      default -> {
        stack.second(insn.register(0));
        return stack.empty(0) || stack.empty(insn.register(0));
      }
    }
  }

  private void examine() {
    if (stack.empty(0)) {
      int sign = stack.signExponent(0) >>> 15 << 9;
      stack.raise(0, FloatFlags.CONDITIONS, FloatFlags.C3 | FloatFlags.C0 | sign);
      return;
    }
    stack.first(0);
    unit.examine();
    stack.settle(FloatFlags.CONDITIONS);
  }

  private void compare(Insn insn, boolean missing, boolean signalQuiet) {
    boolean proceeds;
    if (missing) {
      proceeds = stack.underflow();
      stack.raise(0, FloatFlags.CONDITIONS, Relation.conditions(Relation.UNORDERED));
    } else {
      stack.first(0);
      unit.compare(signalQuiet);
      proceeds = stack.settle(FloatFlags.CONDITIONS);
    }
    if (proceeds) {
      pop(insn);
    }
  }

  private void pop(Insn insn) {
    switch (insn.op()) {
      case FCOMPP, FUCOMPP -> {
        stack.pop();
        stack.pop();
      }
      case FCOMP, FUCOMP, FICOMP, FCOMIP, FUCOMIP -> stack.pop();
      default -> {}
    }
  }

  /** Those that answer in the flags. */
  void toFlags(Insn insn) {
    stack.begin(insn);
    int other = insn.register(1);
    boolean proceeds;
    int relation = Relation.UNORDERED;
    if (stack.empty(0) || stack.empty(other)) {
      proceeds = stack.underflow();
    } else {
      stack.first(0);
      stack.second(other);
      boolean signalQuiet =
          switch (insn.op()) {
            case FCOMI, FCOMIP -> true;
            default -> false;
          };
      relation = unit.compare(signalQuiet);
      proceeds = stack.settle(0);
    }
    alu.setFlags(Relation.rflags(relation));
    if (proceeds) {
      pop(insn);
    }
  }
}
