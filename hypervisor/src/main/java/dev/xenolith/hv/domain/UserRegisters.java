package dev.xenolith.hv.domain;

import static dev.xenolith.hv.machine.cpu.CpuState.CS;
import static dev.xenolith.hv.machine.cpu.CpuState.DS;
import static dev.xenolith.hv.machine.cpu.CpuState.ES;
import static dev.xenolith.hv.machine.cpu.CpuState.FS;
import static dev.xenolith.hv.machine.cpu.CpuState.GS;
import static dev.xenolith.hv.machine.cpu.CpuState.RAX;
import static dev.xenolith.hv.machine.cpu.CpuState.RBP;
import static dev.xenolith.hv.machine.cpu.CpuState.RBX;
import static dev.xenolith.hv.machine.cpu.CpuState.RCX;
import static dev.xenolith.hv.machine.cpu.CpuState.RDI;
import static dev.xenolith.hv.machine.cpu.CpuState.RDX;
import static dev.xenolith.hv.machine.cpu.CpuState.RSI;
import static dev.xenolith.hv.machine.cpu.CpuState.RSP;
import static dev.xenolith.hv.machine.cpu.CpuState.SS;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.CpuUserRegs;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.trap.Eflags;
import dev.xenolith.hv.trap.Selectors;

/** The structure cpu_user_regs, to and from a processor. */
final class UserRegisters {
  private static final int[] INDEXES = {
    RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, 8, 9, 10, 11, 12, 13, 14, 15
  };
  private static final Field.Word[] FIELDS = {
    CpuUserRegs.EAX, CpuUserRegs.ECX, CpuUserRegs.EDX, CpuUserRegs.EBX,
    CpuUserRegs.ESP, CpuUserRegs.EBP, CpuUserRegs.ESI, CpuUserRegs.EDI,
    CpuUserRegs.R8, CpuUserRegs.R9, CpuUserRegs.R10, CpuUserRegs.R11,
    CpuUserRegs.R12, CpuUserRegs.R13, CpuUserRegs.R14, CpuUserRegs.R15
  };
  private static final int[] DATA_SEGMENTS = {ES, DS, FS, GS};
  private static final Field.U16[] DATA_FIELDS = {
    CpuUserRegs.ES, CpuUserRegs.DS, CpuUserRegs.FS, CpuUserRegs.GS
  };

  private UserRegisters() {}

  /** Sets the processor. Segments get selectors only; they are loaded before the guest runs. */
  static void load(GuestBytes from, long base, Abi abi, CpuState cpu) {
    int count = abi == Abi.PV32 ? 8 : 16;
    for (int i = 0; i < count; i++) {
      cpu.setGpr(INDEXES[i], FIELDS[i].get(from, base, abi));
    }
    cpu.setRip(CpuUserRegs.EIP.get(from, base, abi));
    cpu.setRflags(Eflags.guest(CpuUserRegs.EFLAGS.get(from, base, abi)));
    for (int i = 0; i < DATA_SEGMENTS.length; i++) {
      cpu.setSegment(DATA_SEGMENTS[i], DATA_FIELDS[i].get(from, base, abi), 0);
    }
    cpu.setSegment(CS, Selectors.fixCode(abi, CpuUserRegs.CS.get(from, base, abi)), 0);
    cpu.setSegment(SS, Selectors.fixStack(abi, CpuUserRegs.SS.get(from, base, abi)), 0);
  }

  static void store(CpuState cpu, long iopl, GuestBytes to, long base, Abi abi) {
    int count = abi == Abi.PV32 ? 8 : 16;
    for (int i = 0; i < count; i++) {
      FIELDS[i].put(to, base, abi, cpu.gpr(INDEXES[i]));
    }
    CpuUserRegs.EIP.put(to, base, abi, cpu.rip());
    CpuUserRegs.EFLAGS.put(to, base, abi, cpu.rflags() | iopl);
    for (int i = 0; i < DATA_SEGMENTS.length; i++) {
      DATA_FIELDS[i].put(to, base, abi, cpu.selector(DATA_SEGMENTS[i]));
    }
    CpuUserRegs.CS.put(to, base, abi, cpu.selector(CS));
    CpuUserRegs.SS.put(to, base, abi, cpu.selector(SS));
  }
}
