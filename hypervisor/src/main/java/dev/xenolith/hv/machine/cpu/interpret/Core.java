package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.SegmentLoader;
import dev.xenolith.hv.machine.cpu.mmu.PageWalk;
import dev.xenolith.hv.machine.memory.MachineMemory;

/** The parts of one processor that its instructions work on. */
final class Core {
  final CpuState state = new CpuState();
  final long[] gpr = state.gprs();
  final Alu alu = state.alu();
  final PageWalk walk;
  final Breakpoints breakpoints = new Breakpoints(state);
  final DataMemory data;
  final SegmentLoader segments;
  final Operands operands;
  final Stack stack;
  final Processor processor;

  /** Set before an instruction returns {@link Outcome#EXIT}. */
  CpuExit exit;

  /** Exact at every instruction that can see it. */
  long retired;

  /** What is odd about the last #UD, for whoever explains it; null when it is an ordinary one. */
  String note;

  Core(MachineMemory memory, Processor processor) {
    this.processor = processor;
    walk = new PageWalk(state, memory);
    data = new DataMemory(state, walk, memory, breakpoints);
    segments = new SegmentLoader(state, walk);
    operands = new Operands(state, data);
    stack = new Stack(state, data);
  }

  /** Takes over what changed of mode, privilege and debug registers. */
  void refresh() {
    breakpoints.refresh();
    data.refresh();
    stack.refresh();
  }

  /** Comes back to ring 0. */
  int leave(CpuExit reason) {
    exit = reason;
    return Outcome.EXIT;
  }
}
