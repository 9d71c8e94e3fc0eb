package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.SegmentRegister;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import java.util.HexFormat;
import java.util.Locale;

/** Instructions that see or change the state of the system, and those that only ring 0 may use. */
final class SystemOps {
  private static final int RAX = CpuState.RAX;
  private static final int RDX = CpuState.RDX;
  private static final int RCX = CpuState.RCX;
  private static final int CR4_TSD = 4;
  private static final int CR4_DE = 8;
  private static final int CR4_PCE = 1 << 8;
  private static final int CR4_FSGSBASE = 1 << 16;
  private static final int CR0_EM = 4;
  private static final int CR0_TS = 8;
  private static final int CR0_MP = 2;
  private static final int CR0_LOW = 0xF;
  private static final long CR0_PG = 1L << 31;
  private static final long CR0_CD = 1 << 30;
  private static final long CR0_NW = 1 << 29;
  private static final long CR4_PAE = 0x20;

  /** VME to OSXMMEXCPT, FSGSBASE, PCIDE, OSXSAVE, SMEP, SMAP. */
  private static final long CR4_KNOWN = 0x3707FFL;

  private static final int CR0_PE = 1;

  private final Core core;
  private final CpuState state;
  private final Operands operands;
  private final TableOps tables;
  private final long[] gpr;
  private final int[] cpuid = new int[4];

  SystemOps(Core core) {
    this.core = core;
    this.state = core.state;
    this.operands = core.operands;
    this.tables = new TableOps(core);
    this.gpr = core.gpr;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case NOP, CLDEMOTE, PAUSE, ENDBR32, ENDBR64, LFENCE, MFENCE, SFENCE -> {}
      case PREFETCHW, PREFETCHNTA, PREFETCHT0, PREFETCHT1, PREFETCHT2 -> {}
      case INVD, WBINVD, WBNOINVD -> {}
      case CLFLUSH, CLFLUSHOPT, CLWB -> flushLine(insn);
      case FWAIT -> waitForCoprocessor();
      case CPUID -> identify();
      case RDTSC, RDTSCP -> readClock(insn.op());
      case RDPMC -> readCounter();
      case CLI -> interrupts(false);
      case STI -> interrupts(true);
      case IN -> readPort(insn);
      case OUT -> checkPorts(state);
      case SYSCALL -> {
        return systemCall(insn);
      }
      case SYSENTER -> {
        return systemEnter(insn);
      }
      case MOV_TO_SREG -> moveToSegment(insn);
      case MOV_FROM_SREG -> operands.write(insn, 0, state.selector(insn.register(1)));
      case RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE -> segmentBase(insn);
      case SMSW -> operands.write(insn, 0, state.cr(CpuState.CR0));
      case SGDT, SIDT, SLDT, STR, LGDT, LIDT, LLDT, LTR -> tables.execute(insn);
      default -> {
        return executeAtRing0(insn);
      }
    }
    return Outcome.NEXT;
  }

  private int executeAtRing0(Insn insn) {
    switch (insn.op()) {
      case MOV_FROM_CR -> operands.write(insn, 0, state.cr(insn.register(1)));
      case MOV_TO_CR -> moveToControl(insn);
      case MOV_FROM_DR -> operands.write(insn, 0, state.dr(debugRegister(insn.register(1))));
      case MOV_TO_DR -> moveToDebug(insn);
      case CLTS -> state.setCr(CpuState.CR0, state.cr(CpuState.CR0) & ~(long) CR0_TS);
      case LMSW -> loadStatusWord(insn);
      case INVLPG -> invalidate(insn);
      case HLT -> {
        state.setRip(state.rip() + insn.length());
        return core.leave(new CpuExit.Halted());
      }
      case RDMSR -> readMsr();
      case WRMSR -> writeMsr();
      case SWAPGS -> swapGs();
      default -> throw undefined(insn);
    }
    return Outcome.NEXT;
  }

  /** Raises #GP unless ports may be used. There is no permission map: CPL above IOPL never may. */
  static void checkPorts(CpuState state) {
    if (state.cpl() > (int) (state.systemFlags() >>> Rflags.IOPL_SHIFT & 3)) {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  /** #UD for an instruction that the table knows and nobody has built. */
  private GuestFault undefined(Insn insn) {
    core.note =
        "not built: " + bytes(insn) + " (" + insn.op().name().toLowerCase(Locale.ROOT) + ")";
    return GuestFault.of(Vector.UD);
  }

  private String bytes(Insn insn) {
    byte[] code = new byte[insn.length()];
    long base = state.longCode() ? 0 : state.base(CpuState.CS);
    core.walk.read(base + state.rip(), code, 0, code.length);
    return HexFormat.ofDelimiter(" ").formatHex(code);
  }

  /** A byte's worth of checks, except that code that may only be executed may be flushed. */
  private void flushLine(Insn insn) {
    SegmentRegister segment = state.segment(insn.segment());
    int kind = segment.attributes() & (SegmentRegister.CODE | SegmentRegister.READ_WRITE);
    boolean executeOnly = kind == SegmentRegister.CODE && !state.longCode();
    if (!executeOnly || operands.offset(insn) > segment.limit()) {
      operands.read(insn, 0);
    }
  }

  private void waitForCoprocessor() {
    long both = CR0_MP | CR0_TS;
    if ((state.cr(CpuState.CR0) & both) == both) {
      throw GuestFault.of(Vector.NM);
    }
  }

  private void identify() {
    core.processor.cpuid().cpuid((int) gpr[RAX], (int) gpr[RCX], cpuid);
    gpr[RAX] = cpuid[0] & 0xFFFFFFFFL;
    gpr[CpuState.RBX] = cpuid[1] & 0xFFFFFFFFL;
    gpr[RCX] = cpuid[2] & 0xFFFFFFFFL;
    gpr[RDX] = cpuid[3] & 0xFFFFFFFFL;
  }

  private void setPair(long value) {
    gpr[RAX] = value & 0xFFFFFFFFL;
    gpr[RDX] = value >>> 32;
  }

  private void readClock(Op op) {
    if ((state.cr(CpuState.CR4) & CR4_TSD) != 0 && state.cpl() != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    setPair(core.processor.clock().ticks(core.retired));
    if (op == Op.RDTSCP) {
      gpr[RCX] = state.system().tscAux();
    }
  }

  private void readCounter() {
    if ((state.cr(CpuState.CR4) & CR4_PCE) == 0 && state.cpl() != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    setPair(0);
  }

  private void readMsr() {
    int msr = (int) gpr[RCX];
    if (state.system().has(msr)) {
      setPair(state.system().read(msr));
    } else if (msr == SystemRegisters.MSR_FS_BASE || msr == SystemRegisters.MSR_GS_BASE) {
      setPair(state.base(msr == SystemRegisters.MSR_FS_BASE ? CpuState.FS : CpuState.GS));
    } else if (core.processor.msrs().has(msr)) {
      setPair(core.processor.msrs().read(msr));
    } else {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  private void writeMsr() {
    int msr = (int) gpr[RCX];
    long value = gpr[RDX] << 32 | gpr[RAX] & 0xFFFFFFFFL;
    if (state.system().has(msr)) {
      state.system().write(msr, value);
    } else if (msr == SystemRegisters.MSR_FS_BASE || msr == SystemRegisters.MSR_GS_BASE) {
      int segment = msr == SystemRegisters.MSR_FS_BASE ? CpuState.FS : CpuState.GS;
      state.segment(segment).setBase(value);
    } else if (!core.processor.msrs().has(msr) || !core.processor.msrs().write(msr, value)) {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  private void interrupts(boolean on) {
    checkPorts(state);
    state.setSystemFlag(Rflags.IF, on);
  }

  private void readPort(Insn insn) {
    checkPorts(state);
    operands.write(insn, 0, -1L);
  }

  private long next(Insn insn) {
    long next = state.rip() + insn.length();
    return state.longCode() ? next : next & 0xFFFFFFFFL;
  }

  private int systemCall(Insn insn) {
    if ((state.system().efer() & SystemRegisters.EFER_SCE) == 0) {
      throw GuestFault.of(Vector.UD);
    }
    return core.leave(new CpuExit.Syscall(next(insn)));
  }

  private int systemEnter(Insn insn) {
    if ((state.system().read(SystemRegisters.MSR_SYSENTER_CS) & 0xFFFC) == 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    return core.leave(new CpuExit.Sysenter(next(insn)));
  }

  private void moveToSegment(Insn insn) {
    int segment = insn.register(0);
    int selector = (int) operands.read(insn, 1) & 0xFFFF;
    core.segments.loadOrFault(segment, selector, state.cpl());
    state.setInterruptShadow(segment == CpuState.SS);
  }

  private void moveToControl(Insn insn) {
    long value = operands.read(insn, 1);
    int register = insn.register(0);
    if (register == 8) {
      throw undefined(insn);
    }
    if (!acceptable(register, value)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    state.setCr(register, value);
    core.walk.tlb().flush();
  }

  /** Whether a control register takes a value in IA-32e mode (SDM vol. 3, 2.5). */
  private static boolean acceptable(int register, long value) {
    return switch (register) {
      case CpuState.CR0 ->
          (value & CR0_PG) == 0
              || (value & CR0_PE) != 0 && ((value & CR0_NW) == 0 || (value & CR0_CD) != 0);
      case CpuState.CR4 -> (value & CR4_PAE) != 0 && (value & ~CR4_KNOWN) == 0;
      default -> true;
    };
  }

  private int debugRegister(int number) {
    if (number != 4 && number != 5) {
      return number;
    }
    if ((state.cr(CpuState.CR4) & CR4_DE) != 0) {
      throw GuestFault.of(Vector.UD);
    }
    return number + 2;
  }

  private void moveToDebug(Insn insn) {
    int register = debugRegister(insn.register(0));
    long value = operands.read(insn, 1);
    state.setDr(
        register,
        switch (register) {
          case 6 -> value & 0xE00FL | 0xFFFF0FF0L;
          case 7 -> value & 0xFFFF2BFFL | 0x400;
          default -> value;
        });
  }

  private void loadStatusWord(Insn insn) {
    long value = operands.read(insn, 0) & CR0_LOW;
    long cr0 = state.cr(CpuState.CR0);
    // LMSW can set PE but not clear it.
    state.setCr(CpuState.CR0, cr0 & ~(long) CR0_LOW | value | cr0 & CR0_PE);
  }

  private void invalidate(Insn insn) {
    long offset = operands.offset(insn);
    long base = state.longCode() && insn.segment() < CpuState.FS ? 0 : state.base(insn.segment());
    long linear = base + offset;
    core.walk.tlb().flushPage(state.longCode() ? linear : linear & 0xFFFFFFFFL);
  }

  private void swapGs() {
    long base = state.base(CpuState.GS);
    state.segment(CpuState.GS).setBase(state.system().kernelGsBase());
    state.system().setKernelGsBase(base);
  }

  private void segmentBase(Insn insn) {
    if ((state.cr(CpuState.CR4) & CR4_FSGSBASE) == 0) {
      throw GuestFault.of(Vector.UD);
    }
    boolean fs = insn.op() == Op.RDFSBASE || insn.op() == Op.WRFSBASE;
    int segment = fs ? CpuState.FS : CpuState.GS;
    if (insn.op() == Op.RDFSBASE || insn.op() == Op.RDGSBASE) {
      operands.write(insn, 0, state.base(segment));
      return;
    }
    long value = operands.read(insn, 0);
    if (value << 16 >> 16 != value) {
      throw GuestFault.of(Vector.GP, 0);
    }
    state.segment(segment).setBase(value);
  }
}
