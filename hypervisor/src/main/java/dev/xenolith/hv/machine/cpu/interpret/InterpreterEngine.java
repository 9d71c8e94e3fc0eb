package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.memory.MachineMemory;

/** An engine that interprets decoded guest code. */
public final class InterpreterEngine implements VcpuEngine, AutoCloseable {
  private static final long DR6_BS = 1 << 14;

  private final Core core;
  private final CpuState state;
  private final CodeFetch fetch;
  private final Executor executor;
  private final Insn insn = new Insn();
  private volatile boolean exitRequested;

  /** An engine before this memory, all registers as {@link CpuState} starts them. */
  public InterpreterEngine(MachineMemory memory, Processor processor) {
    core = new Core(memory, processor);
    state = core.state;
    fetch = new CodeFetch(state, core.walk);
    executor = new Executor(core);
  }

  @Override
  public CpuState state() {
    return state;
  }

  @Override
  public CpuExit run(long budget) {
    core.note = null;
    refresh();
    long left = budget;
    while (left > 0 && !exitRequested) {
      left--;
      CpuExit exit = step();
      if (exit != null) {
        return exit;
      }
    }
    exitRequested = false;
    return new CpuExit.Preempted();
  }

  private void refresh() {
    core.refresh();
    fetch.refresh();
  }

  /** Runs one instruction with everything checked; null if nothing needs ring 0. */
  private CpuExit step() {
    long flags = state.systemFlags();
    boolean shadow = state.interruptShadow();
    try {
      checkInstructionBreakpoint(flags, shadow);
      long rip = state.rip();
      fetch.decode(rip, insn);
      state.setInterruptShadow(false);
      int outcome = executor.execute(insn);
      if (outcome == Outcome.EXIT) {
        return core.exit;
      }
      core.retired++;
      if (outcome == Outcome.NEXT) {
        advance(rip);
      }
      return finish(flags, outcome);
    } catch (GuestFault fault) {
      state.setInterruptShadow(false);
      core.breakpoints.takeHits();
      state.setSystemFlag(Rflags.RF, true);
      return fault.exit();
    }
  }

  private void advance(long rip) {
    long next = rip + insn.length();
    state.setRip(state.longCode() ? next : next & 0xFFFFFFFFL);
  }

  private void checkInstructionBreakpoint(long flags, boolean shadow) {
    if (core.breakpoints.watchCode() && (flags & Rflags.RF) == 0 && !shadow) {
      int matching = core.breakpoints.atInstruction(fetch.linear(state.rip()));
      if (matching != 0) {
        core.breakpoints.cause(matching);
        throw GuestFault.of(Vector.DB);
      }
    }
  }

  /** What comes after an instruction that completed: RF goes, traps come. */
  private CpuExit finish(long flagsBefore, int outcome) {
    boolean loadedRf = insn.op() == Op.IRET;
    if ((state.systemFlags() & Rflags.RF) != 0 && !loadedRf && outcome != Outcome.AGAIN) {
      state.setSystemFlag(Rflags.RF, false);
    }
    refresh();
    if (state.interruptShadow()) {
      return null;
    }
    int hits = core.breakpoints.takeHits();
    boolean single = (flagsBefore & Rflags.TF) != 0;
    if (hits == 0 && !single) {
      return null;
    }
    core.breakpoints.cause(hits | (single ? DR6_BS : 0));
    return CpuExit.Exception.of(Vector.DB);
  }

  /**
   * Why the last run ended with #UD, where it was not an undefined instruction but one that is not
   * built; otherwise null.
   */
  public String note() {
    return core.note;
  }

  @Override
  public long retired() {
    return core.retired;
  }

  @Override
  public void requestExit() {
    exitRequested = true;
  }

  @Override
  public void flushTlb(boolean global) {
    core.walk.tlb().flush();
  }

  @Override
  public void invlpg(long linear) {
    core.walk.tlb().flushPage(linear);
  }

  @Override
  public LinearMemory linear() {
    return core.walk;
  }

  @Override
  public CpuExit.Exception loadSegment(int segment, int selector, int cpl) {
    return core.segments.load(segment, selector, cpl);
  }

  @Override
  public void close() {
    core.walk.tlb().close();
  }
}
