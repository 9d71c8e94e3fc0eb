package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** Jumps, calls and returns within the code segment, and the software interrupts. */
final class BranchOps {
  private static final int RCX = CpuState.RCX;

  private final Core core;
  private final CpuState state;
  private final Operands operands;
  private final Alu alu;

  BranchOps(Core core) {
    this.core = core;
    this.state = core.state;
    this.operands = core.operands;
    this.alu = core.alu;
  }

  int execute(Insn insn) {
    return switch (insn.op()) {
      case JCC -> branch(insn, alu.condition(insn.condition()));
      case JMP -> branch(insn, true);
      case JCXZ -> branch(insn, operands.gpr(RCX, insn.addressSize()) == 0);
      case LOOP -> loop(insn, true);
      case LOOPE -> loop(insn, alu.zero());
      case LOOPNE -> loop(insn, !alu.zero());
      case JMP_IND -> jump(operands.read(insn, 0));
      case CALL -> call(insn, insn.target(state.rip()));
      case CALL_IND -> call(insn, operands.read(insn, 0));
      case RET -> ret(insn);
      case INT3 -> software(insn, Vector.BP, CpuExit.SoftInterrupt.Kind.INT3);
      case INT1 -> software(insn, Vector.DB, CpuExit.SoftInterrupt.Kind.INT1);
      case INT -> software(insn, (int) insn.imm() & 0xFF, CpuExit.SoftInterrupt.Kind.INT_N);
      case INTO ->
          alu.overflow()
              ? software(insn, Vector.OF, CpuExit.SoftInterrupt.Kind.INTO)
              : Outcome.NEXT;
      default -> throw new IllegalStateException("not a branch: " + insn.op());
    };
  }

  private int branch(Insn insn, boolean taken) {
    return taken ? jump(insn.target(state.rip())) : Outcome.NEXT;
  }

  private int jump(long target) {
    checkTarget(target);
    state.setRip(target);
    return Outcome.JUMPED;
  }

  private void checkTarget(long target) {
    boolean good =
        state.longCode() ? target << 16 >> 16 == target : target <= state.limit(CpuState.CS);
    if (!good) {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  private int loop(Insn insn, boolean condition) {
    int size = insn.addressSize();
    long count = Alu.truncate(operands.gpr(RCX, size) - 1, size);
    boolean taken = count != 0 && condition;
    if (taken) {
      checkTarget(insn.target(state.rip()));
    }
    operands.setGpr(RCX, size, count);
    return branch(insn, taken);
  }

  private int call(Insn insn, long target) {
    int bytes = insn.operandSize() >> 3;
    // The stack is looked at first, but nothing is written when the target is bad.
    core.stack.probe(bytes, bytes);
    checkTarget(target);
    core.stack.push(state.rip() + insn.length(), bytes);
    state.setRip(target);
    return Outcome.JUMPED;
  }

  private int ret(Insn insn) {
    int bytes = insn.operandSize() >> 3;
    long target = core.stack.peek(0, bytes);
    checkTarget(target);
    core.stack.drop(bytes + (insn.operandCount() > 0 ? (int) insn.imm() & 0xFFFF : 0));
    state.setRip(target);
    return Outcome.JUMPED;
  }

  private int software(Insn insn, int vector, CpuExit.SoftInterrupt.Kind kind) {
    long next = state.rip() + insn.length();
    if (!state.longCode()) {
      next &= 0xFFFFFFFFL;
    }
    return core.leave(new CpuExit.SoftInterrupt(vector, kind, next));
  }
}
