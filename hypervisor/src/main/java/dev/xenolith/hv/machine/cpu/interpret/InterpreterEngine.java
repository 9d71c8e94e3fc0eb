package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayList;
import java.util.List;

/** An engine that interprets decoded guest code. */
public final class InterpreterEngine implements VcpuEngine {
  private static final long DR6_BS = 1 << 14;
  private static final int USER_LEVEL = 3;

  /** A guest can make up as many as it likes; this many are remembered. */
  private static final int MODES = 64;

  /** How many instructions run before somebody else's wish to stop is seen. */
  private static final int SLICE = 20_000;

  private final Core core;
  private final CpuState state;
  private final CodeFetch fetch;
  private final Executor executor;
  private final MachineMemory memory;
  private final CodeCache cache;
  private final BlockBuilder builder;
  private final HotCode hot;
  private final PackedLoop loop32;
  private final PackedLoop loop64;
  private final List<Mode> modes = new ArrayList<>();
  private final Insn insn = new Insn();
  private Mode mode;

  /** The one for the mode. */
  private PackedLoop loop;

  private volatile boolean exitRequested;

  /** An engine before this memory, all registers as {@link CpuState} starts them. */
  public InterpreterEngine(MachineMemory memory, Processor processor) {
    core = new Core(memory, processor);
    state = core.state;
    fetch = new CodeFetch(state, core.walk, memory.base());
    executor = new Executor(core);
    this.memory = memory;
    cache = new CodeCache(memory, core.walk.tlb());
    builder = new BlockBuilder(cache, fetch);
    hot = new HotCode(cache, core.walk.tlb(), memory);
    loop32 = new HotLoop(core, cache, executor);
    loop64 = new HotLoop64(core, cache, executor);
    loop = loop32;
  }

  HotCode hot() {
    return hot;
  }

  @Override
  public CpuState state() {
    return state;
  }

  @Override
  public CpuExit run(long budget) {
    core.note = null;
    refresh();
    long end = core.retired + budget;
    while (core.retired < end && !exitRequested) {
      CpuExit exit = fast() ? blocks(Math.min(end, core.retired + SLICE), end) : step();
      if (exit != null) {
        return exit;
      }
    }
    exitRequested = false;
    return new CpuExit.Preempted();
  }

  /** Whether nothing asks for a look at each instruction. */
  private boolean fast() {
    return (state.systemFlags() & (Rflags.TF | Rflags.RF)) == 0
        && !state.interruptShadow()
        && !core.breakpoints.watchCode()
        && !core.breakpoints.watchData();
  }

  /**
   * Runs blocks up to a number of retired instructions, or fewer if a block would not fit; null if
   * nothing needs ring 0. Only before the last one of all are blocks cut.
   */
  private CpuExit blocks(long end, long last) {
    loop.slot = 0;
    while (core.retired < end) {
      Block block;
      try {
        block = block();
      } catch (GuestFault fault) {
        return faulted(fault);
      }
      if (block == null || block.instructions > end - core.retired) {
        return block != null && end < last ? null : step();
      }
      run(block, (int) (end - core.retired));
      switch (loop.why) {
        case PackedLoop.EXIT -> {
          return core.exit;
        }
        case PackedLoop.FAULT -> {
          // Packed code does not know SS from DS where an address wraps: ask once more, exactly.
          boolean segment = loop.fault.exit().vector() == Vector.GP;
          return segment ? step() : faulted(loop.fault);
        }
        case PackedLoop.FAULT_OF_SEGMENT -> {
          return step();
        }
        default -> {}
      }
      if (loop.modeMayDiffer) {
        loop.modeMayDiffer = false;
        refresh();
        if (!fast()) {
          return null;
        }
        loop.slot = 0;
      }
    }
    return null;
  }

  private void run(Block block, int budget) {
    connect(loop.slot, block);
    if (core.retired >= hot.nextLook) {
      hot.look(block, mode, core.retired);
    }
    loop.execute(block.start, budget);
  }

  private void connect(int slot, Block block) {
    if (slot < 0) {
      cache.forward(-slot, block);
    } else if (slot != 0) {
      cache.link(slot, state.rip(), block.start);
    }
    cache.noteJump(state.rip(), mode, block);
  }

  /** The block at RIP, made if there is none; null where it takes {@link #step} to go on. */
  private Block block() {
    long rip = state.rip();
    if (!state.longCode() && rip > state.limit(CpuState.CS)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    long linear = fetch.linear(rip);
    long physical = fetch.physical(linear);
    Block block = known(linear, physical);
    if (block != null) {
      return block;
    }
    if (cache.full()) {
      cache.clear();
      loop.slot = 0;
    }
    return builder.build(mode, rip, linear, physical);
  }

  private Block known(long linear, long physical) {
    Block block = cache.find(linear, physical, mode.id());
    if (block != null && block.crosses()) {
      long second = fetch.physical(block.secondLinear());
      while (block != null && block.secondPhysical() != second) {
        block = CodeCache.findAfter(block);
      }
    }
    return block;
  }

  private CpuExit faulted(GuestFault fault) {
    state.setInterruptShadow(false);
    core.breakpoints.takeHits();
    if (fault.exit().vector() != Vector.DB) {
      // Not for an instruction breakpoint: who goes on past it sets RF itself.
      state.setSystemFlag(Rflags.RF, true);
    }
    return fault.exit();
  }

  private void refresh() {
    core.refresh();
    fetch.refresh();
    boolean user = state.cpl() == USER_LEVEL;
    boolean flat = !core.data.watchful() && Mode.flatSegments(state);
    if (mode == null || !mode.matches(fetch.mode(), user, flat, state)) {
      mode = findMode(user, flat);
    }
    cache.enter(mode);
    loop = mode.code() == CodeMode.BITS64 ? loop64 : loop32;
  }

  private Mode findMode(boolean user, boolean flat) {
    for (Mode known : modes) {
      if (known.matches(fetch.mode(), user, flat, state)) {
        return known;
      }
    }
    if (modes.size() == MODES) {
      modes.clear();
      cache.clear();
    }
    Mode added =
        new Mode(
            modes.size(),
            fetch.mode(),
            user,
            flat,
            state.base(CpuState.CS),
            state.limit(CpuState.CS));
    modes.add(added);
    return added;
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
        // What MOV SS held back comes in ring 0, where the hypervisor shrugs it off.
        core.breakpoints.takeHits();
        return core.exit;
      }
      core.retired++;
      if (outcome == Outcome.NEXT) {
        advance(rip);
      }
      return finish(flags, outcome);
    } catch (GuestFault fault) {
      return faulted(fault);
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

  @Override
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
  public void switchTables() {
    core.walk.switchTables();
  }

  @Override
  public void invlpg(long linear) {
    core.walk.tlb().flushPage(linear);
    cache.forgetJumps(linear);
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
    cache.close();
    core.walk.tlb().close();
  }
}
