package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.fpu.SseUnit;

/** SSE's arithmetic under the MXCSR of one virtual processor. */
final class FloatUnit {
  private static final int CR4_OSXMMEXCPT = 1 << 10;

  final SseUnit sse = new SseUnit();
  private final CpuState state;
  private final FpuState fpu;
  private int controlledBy = SseUnit.RESET;

  FloatUnit(Core core) {
    state = core.state;
    fpu = state.fpu();
    sse.control(controlledBy);
  }

  /** Starts an instruction's arithmetic. */
  SseUnit begin() {
    int mxcsr = fpu.mxcsr();
    if (mxcsr != controlledBy) {
      controlledBy = mxcsr;
      sse.control(mxcsr);
    }
    sse.clear();
    return sse;
  }

  /**
   * Ends it: MXCSR tells what it raised.
   *
   * @throws GuestFault if that is not masked; nothing but MXCSR must have changed yet
   */
  void end() {
    int raised = sse.raised();
    if (raised == 0) {
      return;
    }
    fpu.setMxcsr(fpu.mxcsr() | raised);
    if (sse.faults()) {
      boolean told = (state.cr(CpuState.CR4) & CR4_OSXMMEXCPT) != 0;
      throw GuestFault.of(told ? Vector.XM : Vector.UD);
    }
  }
}
