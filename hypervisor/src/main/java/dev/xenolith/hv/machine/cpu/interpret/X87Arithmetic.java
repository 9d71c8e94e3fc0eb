package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;
import dev.xenolith.hv.machine.cpu.fpu.X87Unit;

/** The four operations of the x87, with memory, integers and registers. */
final class X87Arithmetic {
  private final X87Stack stack;
  private final X87Unit unit;
  private final Operands operands;

  X87Arithmetic(Core core, X87Stack stack) {
    this.stack = stack;
    unit = stack.unit;
    operands = core.operands;
  }

  void execute(Insn insn) {
    int destination = 0;
    boolean missing;
    if (insn.kind(0) == OperandKind.MEMORY) {
      long value = operands.read(insn, 0);
      stack.begin(insn);
      missing = stack.empty(0);
      second(insn, value);
    } else {
      stack.begin(insn);
      destination = insn.register(0);
      missing = stack.empty(destination) || stack.empty(insn.register(1));
      stack.second(insn.register(1));
    }
    if (missing) {
      if (stack.underflow()) {
        stack.setIndefinite(destination);
        finish(insn);
      }
      return;
    }
    stack.first(destination);
    compute(insn);
    if (stack.settle()) {
      stack.deliver(destination);
      finish(insn);
    }
  }

  private void second(Insn insn, long value) {
    switch (insn.op()) {
      case FIADD, FISUB, FISUBR, FIMUL, FIDIV, FIDIVR ->
          unit.secondInteger(insn.bits(0) == 16 ? (short) value : (int) value);
      default -> {
        if (insn.bits(0) == 32) {
          unit.second32((int) value);
        } else {
          unit.second64(value);
        }
      }
    }
  }

  private void compute(Insn insn) {
    switch (insn.op()) {
      case FADD, FADDP, FIADD -> unit.add();
      case FSUB, FSUBP, FISUB -> unit.subtract();
      case FSUBR, FSUBRP, FISUBR -> unit.subtractReversed();
      case FMUL, FMULP, FIMUL -> unit.multiply();
      case FDIV, FDIVP, FIDIV -> unit.divide();
      default -> unit.divideReversed();
    }
  }

  private void finish(Insn insn) {
    switch (insn.op()) {
      case FADDP, FSUBP, FSUBRP, FMULP, FDIVP, FDIVRP -> stack.pop();
      default -> {}
    }
  }
}
