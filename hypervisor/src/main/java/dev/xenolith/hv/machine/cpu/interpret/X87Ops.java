package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** The instructions of the x87. */
final class X87Ops {
  private final FpuState fpu;
  private final Operands operands;
  private final SystemOps system;
  private final EnvironmentOps environment;

  X87Ops(Core core, SystemOps system) {
    fpu = core.state.fpu();
    operands = core.operands;
    this.system = system;
    environment = new EnvironmentOps(core);
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case FNINIT -> {
        system.checkX87();
        fpu.initX87();
      }
      case FLDCW -> {
        checkWaiting();
        fpu.setControl((int) operands.read(insn, 0));
        fpu.settle();
      }
      case FNSTCW -> {
        system.checkX87();
        operands.write(insn, 0, fpu.control());
      }
      case FNSTSW -> {
        system.checkX87();
        operands.write(insn, 0, fpu.status());
      }
      case FNSTENV -> {
        system.checkX87();
        environment.store(insn);
      }
      case FLDENV -> {
        checkWaiting();
        environment.load(insn);
      }
      case FNSAVE -> {
        system.checkX87();
        environment.save(insn);
      }
      case FRSTOR -> {
        checkWaiting();
        environment.restore(insn);
      }
      case FWAIT -> {
        system.execute(insn);
        checkPending();
      }
      default -> {
        return system.execute(insn);
      }
    }
    return Outcome.NEXT;
  }

  private void checkWaiting() {
    system.checkX87();
    checkPending();
  }

  private void checkPending() {
    if (fpu.exceptionWaits()) {
      throw GuestFault.of(Vector.MF);
    }
  }
}
