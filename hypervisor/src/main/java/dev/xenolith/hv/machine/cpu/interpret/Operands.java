package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/** Reads and writes the operands of a decoded instruction. */
final class Operands {
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final CpuState state;
  private final DataMemory data;
  private final long[] gpr;

  Operands(CpuState state, DataMemory data) {
    this.state = state;
    this.data = data;
    this.gpr = state.gprs();
  }

  /** The offset of the memory operand in its segment. */
  long offset(Insn insn) {
    return truncateAddress(insn, rawOffset(insn));
  }

  private long rawOffset(Insn insn) {
    long sum = insn.displacement();
    int base = insn.base();
    if (base == Insn.BASE_RIP) {
      sum += state.rip() + insn.length();
    } else if (base != Insn.NONE) {
      sum += gpr[base];
    }
    return insn.index() == Insn.NONE ? sum : sum + (gpr[insn.index()] << insn.scaleShift());
  }

  /** An address cut to the address size of the instruction. */
  static long truncateAddress(Insn insn, long offset) {
    return Alu.truncate(offset, insn.addressSize());
  }

  /** Whether an operand is in memory. */
  static boolean isMemory(Insn insn, int operand) {
    return insn.kind(operand) == OperandKind.MEMORY;
  }

  /** An operand's value, zero-extended. */
  long read(Insn insn, int operand) {
    int bits = insn.bits(operand);
    return switch (insn.kind(operand)) {
      case GPR -> Alu.truncate(gpr[insn.register(operand)], bits);
      case GPR_HIGH -> gpr[insn.register(operand)] >>> 8 & 0xFF;
      case MEMORY -> data.read(insn.segment(), offset(insn), bits >> 3);
      case IMMEDIATE -> Alu.truncate(insn.imm(), bits);
      case IMMEDIATE2 -> Alu.truncate(insn.imm2(), bits);
      case SEGMENT -> state.selector(insn.register(operand));
      default -> throw new IllegalStateException("no value in operand of " + insn.row());
    };
  }

  /**
   * The value of an operand that {@link #writeBack} will replace: a memory operand faults as the
   * write would.
   */
  long readForWrite(Insn insn, int operand) {
    return isMemory(insn, operand)
        ? data.readForWrite(insn.segment(), offset(insn), insn.bits(operand) >> 3)
        : read(insn, operand);
  }

  /** Replaces what the last {@link #readForWrite} read. */
  void writeBack(Insn insn, int operand, long value) {
    if (isMemory(insn, operand)) {
      data.writeBack(insn.bits(operand) >> 3, value);
    } else {
      write(insn, operand, value);
    }
  }

  /** Writes an operand that was not read. */
  void write(Insn insn, int operand, long value) {
    switch (insn.kind(operand)) {
      case GPR -> setGpr(insn.register(operand), insn.bits(operand), value);
      case GPR_HIGH -> {
        int register = insn.register(operand);
        gpr[register] = gpr[register] & ~0xFF00L | (value & 0xFF) << 8;
      }
      case MEMORY -> data.write(insn.segment(), offset(insn), insn.bits(operand) >> 3, value);
      default -> throw new IllegalStateException("cannot write an operand of " + insn.row());
    }
  }

  /** Writes the low bits of a register: 32 bits clear what is above, 8 and 16 keep it. */
  void setGpr(int register, int bits, long value) {
    switch (bits) {
      case 8 -> gpr[register] = gpr[register] & ~0xFFL | value & 0xFF;
      case 16 -> gpr[register] = gpr[register] & ~0xFFFFL | value & 0xFFFF;
      case 32 -> gpr[register] = value & LOW_32;
      default -> gpr[register] = value;
    }
  }

  /** The low bits of a register. */
  long gpr(int register, int bits) {
    return Alu.truncate(gpr[register], bits);
  }
}
