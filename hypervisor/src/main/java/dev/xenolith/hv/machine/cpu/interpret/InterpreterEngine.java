package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.SegmentLoader;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.machine.cpu.mmu.PageWalk;
import dev.xenolith.hv.machine.memory.MachineMemory;

/** An engine that interprets decoded guest code. */
public final class InterpreterEngine implements VcpuEngine, AutoCloseable {
  private final CpuState state = new CpuState();
  private final PageWalk walk;
  private final SegmentLoader segments;
  private final Processor processor;
  private long retired;

  /** An engine before this memory, all registers as {@link CpuState} starts them. */
  public InterpreterEngine(MachineMemory memory, Processor processor) {
    this.processor = processor;
    walk = new PageWalk(state, memory);
    segments = new SegmentLoader(state, walk);
  }

  @Override
  public CpuState state() {
    return state;
  }

  @Override
  public CpuExit run(long budget) {
    throw new UnsupportedOperationException("runs no instruction yet, with " + processor);
  }

  @Override
  public long retired() {
    return retired;
  }

  @Override
  public void requestExit() {
    throw new UnsupportedOperationException("runs nothing yet");
  }

  @Override
  public void flushTlb(boolean global) {
    walk.tlb().flush();
  }

  @Override
  public void invlpg(long linear) {
    walk.tlb().flushPage(linear);
  }

  @Override
  public LinearMemory linear() {
    return walk;
  }

  @Override
  public CpuExit.Exception loadSegment(int segment, int selector, int cpl) {
    return segments.load(segment, selector, cpl);
  }

  @Override
  public void close() {
    walk.tlb().close();
  }
}
