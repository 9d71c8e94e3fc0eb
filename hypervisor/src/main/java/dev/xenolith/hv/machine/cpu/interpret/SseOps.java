package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** SSE's moves, floating-point arithmetic and MXCSR. */
final class SseOps {
  private static final int MXCSR_RESERVED = 0xFFFF0000;

  private final FpuState fpu;
  private final Operands operands;
  private final VectorUnit unit;
  private final PackedOps packed;

  SseOps(Core core, PackedOps packed) {
    fpu = core.state.fpu();
    operands = core.operands;
    unit = new VectorUnit(core);
    this.packed = packed;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case LDMXCSR -> {
        unit.checkSse();
        int value = (int) operands.read(insn, 0);
        if ((value & MXCSR_RESERVED) != 0) {
          throw GuestFault.of(Vector.GP, 0);
        }
        fpu.setMxcsr(value);
      }
      case STMXCSR -> {
        unit.checkSse();
        operands.write(insn, 0, fpu.mxcsr());
      }
      default -> {
        return packed.execute(insn);
      }
    }
    return Outcome.NEXT;
  }
}
