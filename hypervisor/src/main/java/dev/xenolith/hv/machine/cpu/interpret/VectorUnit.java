package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/**
 * What the instructions on MMX and XMM registers have in common: whether they may run, and how they
 * reach operands of 64 and 128 bits.
 */
final class VectorUnit {
  private static final int CR0_EM = 4;
  private static final int CR0_TS = 8;
  private static final int CR4_OSFXSR = 1 << 9;
  private static final int STATUS_ES = 0x80;
  private static final int PAGE_OFFSET = 0xFFF;

  final Operands operands;
  final FpuState fpu;
  final long[] xmm;
  private final CpuState state;
  private final DataMemory data;

  /** The low word of what {@link #read} read last. */
  long low;

  /** The high word of what {@link #read} read last; 0 for a narrower operand. */
  long high;

  /** The low word of the destination as {@link #load} found it. */
  long oldLow;

  /** The high word of the destination as {@link #load} found it; 0 for an MMX register. */
  long oldHigh;

  VectorUnit(Core core) {
    state = core.state;
    operands = core.operands;
    data = core.data;
    fpu = state.fpu();
    xmm = fpu.xmm();
  }

  /**
   * The checks of an instruction on XMM registers (SDM vol. 3, 13.1 and vol. 2, exceptions type 4).
   *
   * @throws GuestFault #UD without CR4.OSFXSR or with CR0.EM, #NM with CR0.TS
   */
  void checkSse() {
    long cr0 = state.cr(CpuState.CR0);
    if ((cr0 & CR0_EM) != 0 || (state.cr(CpuState.CR4) & CR4_OSFXSR) == 0) {
      throw GuestFault.of(Vector.UD);
    }
    if ((cr0 & CR0_TS) != 0) {
      throw GuestFault.of(Vector.NM);
    }
  }

  /**
   * The checks of an instruction on MMX registers. The caller tells {@link FpuState#enterMmx} when
   * nothing can fault any more.
   *
   * @throws GuestFault #UD with CR0.EM, #NM with CR0.TS, #MF when an x87 exception is pending
   */
  void checkMmx() {
    long cr0 = state.cr(CpuState.CR0);
    if ((cr0 & CR0_EM) != 0) {
      throw GuestFault.of(Vector.UD);
    }
    if ((cr0 & CR0_TS) != 0) {
      throw GuestFault.of(Vector.NM);
    }
    if ((fpu.status() & STATUS_ES) != 0) {
      throw GuestFault.of(Vector.MF);
    }
  }

  /**
   * Starts an instruction whose first operand is a register to be changed: makes its checks, reads
   * that register into {@link #oldLow} and {@link #oldHigh}, and the second operand, which must be
   * aligned if it has 16 bytes, into {@link #low} and {@link #high}.
   */
  void load(Insn insn) {
    load(insn, true);
  }

  /** As {@link #load(Insn)}, for who takes unaligned operands too. */
  void load(Insn insn, boolean aligned) {
    int register = insn.register(0);
    if (insn.kind(0) == OperandKind.MMX) {
      checkMmx();
      oldLow = fpu.mmx(register);
      oldHigh = 0;
    } else {
      checkSse();
      oldLow = xmm[2 * register];
      oldHigh = xmm[2 * register + 1];
    }
    read(insn, 1, aligned);
  }

  /** Ends an instruction that {@link #load} started: writes its first operand. */
  void store(Insn insn, long newLow, long newHigh) {
    if (insn.kind(0) == OperandKind.MMX) {
      fpu.enterMmx();
      fpu.setMmx(insn.register(0), newLow);
    } else {
      int at = 2 * insn.register(0);
      xmm[at] = newLow;
      xmm[at + 1] = newHigh;
    }
  }

  /**
   * Reads an operand into {@link #low} and {@link #high}: a register whole, memory as wide as the
   * instruction says.
   *
   * @param aligned whether 16 bytes of memory must be aligned
   */
  void read(Insn insn, int operand, boolean aligned) {
    switch (insn.kind(operand)) {
      case XMM -> {
        int at = 2 * insn.register(operand);
        low = xmm[at];
        high = xmm[at + 1];
      }
      case MMX -> {
        low = fpu.mmx(insn.register(operand));
        high = 0;
      }
      case MEMORY -> readMemory(insn, operand, aligned);
      default -> {
        low = operands.read(insn, operand);
        high = 0;
      }
    }
  }

  private void readMemory(Insn insn, int operand, boolean aligned) {
    int bytes = insn.bits(operand) >> 3;
    if (bytes <= 8) {
      low = data.read(insn.segment(), operands.offset(insn), bytes);
      high = 0;
      return;
    }
    long linear = linear16(insn, aligned, false);
    if (data.watchful() || (linear & PAGE_OFFSET) > PAGE_OFFSET - 15) {
      data.align(linear, 16);
      low = data.readLinear(linear, 8);
      high = data.readLinear(data.following(linear), 8);
    } else {
      long host = data.hostToRead(linear);
      low = DataMemory.load(host, 8);
      high = DataMemory.load(host + 8, 8);
    }
  }

  /** Writes a register, or memory as wide as the instruction says. */
  void write(Insn insn, int operand, long newLow, long newHigh, boolean aligned) {
    switch (insn.kind(operand)) {
      case XMM -> {
        int at = 2 * insn.register(operand);
        xmm[at] = newLow;
        xmm[at + 1] = newHigh;
      }
      case MMX -> fpu.setMmx(insn.register(operand), newLow);
      case MEMORY -> writeMemory(insn, operand, newLow, newHigh, aligned);
      default -> operands.write(insn, operand, newLow);
    }
  }

  private void writeMemory(Insn insn, int operand, long newLow, long newHigh, boolean aligned) {
    int bytes = insn.bits(operand) >> 3;
    if (bytes <= 8) {
      data.write(insn.segment(), operands.offset(insn), bytes, newLow);
      return;
    }
    long linear = linear16(insn, aligned, true);
    data.writeLinear16(linear, newLow, newHigh);
  }

  /**
   * MASKMOVQ and MASKMOVDQU: writes the bytes at rDI whose mask has the top bit set. All of them
   * fault, as on silicon.
   */
  void writeMasked(Insn insn, int bytes) {
    int segment = insn.segmentOverride() == Insn.NONE ? CpuState.DS : insn.segmentOverride();
    long offset = Operands.truncateAddress(insn, operands.gpr(CpuState.RDI, Long.SIZE));
    long linear = data.linear(segment, offset, bytes, true);
    data.align(linear, 8);
    data.claim(linear, bytes);
    int chosen = Shuffles.signsOfBytes(low) | Shuffles.signsOfBytes(high) << 8;
    for (int i = 0; i < bytes; i++) {
      if ((chosen >>> i & 1) != 0) {
        long value = (i < 8 ? oldLow : oldHigh) >>> 8 * (i & 7);
        data.writeLinear(linear + i, 1, value & 0xFF);
      }
    }
  }

  private long linear16(Insn insn, boolean aligned, boolean write) {
    long offset = operands.offset(insn);
    if (aligned && data.misaligned(insn.segment(), offset)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    return data.linear(insn.segment(), offset, 16, write);
  }

  /** Whether an operand is an MMX register. */
  static boolean isMmx(Insn insn, int operand) {
    return insn.kind(operand) == OperandKind.MMX;
  }
}
