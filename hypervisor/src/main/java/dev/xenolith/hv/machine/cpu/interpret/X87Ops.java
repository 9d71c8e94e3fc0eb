package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** The instructions of the x87, and those that save and restore its state and SSE's. */
final class X87Ops {
  private final FpuState fpu;
  private final Operands operands;
  private final SystemOps system;

  X87Ops(Core core, SystemOps system) {
    fpu = core.state.fpu();
    operands = core.operands;
    this.system = system;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case FNINIT -> {
        system.checkX87();
        fpu.initX87();
      }
      case FLDCW -> {
        system.checkX87();
        fpu.setControl((int) operands.read(insn, 0) & 0x1F7F | 0x40);
      }
      case FNSTCW -> {
        system.checkX87();
        operands.write(insn, 0, fpu.control());
      }
      case FNSTSW -> {
        system.checkX87();
        operands.write(insn, 0, fpu.status());
      }
      default -> {
        return system.execute(insn);
      }
    }
    return Outcome.NEXT;
  }
}
