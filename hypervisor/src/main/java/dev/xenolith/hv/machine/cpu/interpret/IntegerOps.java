package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/**
 * Moves, two-operand arithmetic and the flag instructions, at every width and with every kind of
 * operand.
 */
final class IntegerOps {
  private static final int RAX = CpuState.RAX;
  private static final int RDX = CpuState.RDX;

  private final Core core;
  private final Alu alu;
  private final Operands operands;
  private final long[] gpr;

  IntegerOps(Core core) {
    this.core = core;
    this.alu = core.alu;
    this.operands = core.operands;
    this.gpr = core.gpr;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case ADD, OR, ADC, SBB, AND, SUB, XOR -> modify(insn);
      case CMP, TEST -> compare(insn);
      case INC, DEC, NOT, NEG -> modifyOne(insn);
      case MOV, MOVNTI -> operands.write(insn, 0, operands.read(insn, 1));
      case MOVZX -> operands.write(insn, 0, operands.read(insn, 1));
      case MOVSX, MOVSXD ->
          operands.write(insn, 0, Alu.signed(operands.read(insn, 1), insn.bits(1)));
      case LEA -> operands.write(insn, 0, operands.offset(insn));
      case XCHG -> exchange(insn);
      case XADD -> exchangeAdd(insn);
      case CMPXCHG -> compareExchange(insn);
      case CMPXCHG8B -> compareExchangePair(insn);
      case XLAT -> translate(insn);
      case CBW, CWD, BSWAP, MOVBE -> extend(insn);
      case CMOVCC -> conditionalMove(insn);
      case SETCC -> operands.write(insn, 0, alu.condition(insn.condition()) ? 1 : 0);
      default -> flags(insn.op());
    }
    return Outcome.NEXT;
  }

  private void modify(Insn insn) {
    long a = operands.readForWrite(insn, 0);
    long b = operands.read(insn, 1);
    int width = insn.width();
    // The write cannot fault any more, so the flags may change before it.
    long result =
        switch (insn.op()) {
          case ADD -> alu.add(a, b, width);
          case OR -> alu.or(a, b, width);
          case ADC -> alu.adc(a, b, width);
          case SBB -> alu.sbb(a, b, width);
          case AND -> alu.and(a, b, width);
          case SUB -> alu.sub(a, b, width);
          default -> alu.xor(a, b, width);
        };
    operands.writeBack(insn, 0, result);
  }

  private void compare(Insn insn) {
    long a = operands.read(insn, 0);
    long b = operands.read(insn, 1);
    if (insn.op() == Op.CMP) {
      alu.sub(a, b, insn.width());
    } else {
      alu.and(a, b, insn.width());
    }
  }

  private void modifyOne(Insn insn) {
    long a = operands.readForWrite(insn, 0);
    long result =
        switch (insn.op()) {
          case INC -> alu.inc(a, insn.width());
          case DEC -> alu.dec(a, insn.width());
          case NEG -> alu.neg(a, insn.width());
          default -> Alu.truncate(~a, insn.width());
        };
    operands.writeBack(insn, 0, result);
  }

  private void exchange(Insn insn) {
    if (insn.isOneByteNop()) {
      return;
    }
    int memory = Operands.isMemory(insn, 0) ? 0 : 1;
    long first = operands.readForWrite(insn, memory);
    long second = operands.read(insn, 1 - memory);
    operands.writeBack(insn, memory, second);
    operands.write(insn, 1 - memory, first);
  }

  private void exchangeAdd(Insn insn) {
    long old = operands.readForWrite(insn, 0);
    long sum = alu.add(old, operands.read(insn, 1), insn.width());
    if (Operands.isMemory(insn, 0)) {
      operands.writeBack(insn, 0, sum);
      operands.write(insn, 1, old);
    } else {
      operands.write(insn, 1, old);
      operands.write(insn, 0, sum);
    }
  }

  private void compareExchange(Insn insn) {
    int width = insn.width();
    long old = operands.readForWrite(insn, 0);
    long wanted = operands.gpr(RAX, width);
    boolean equal = old == wanted;
    // Memory is written in any case; a register keeps its upper half as well when it stays.
    if (equal || Operands.isMemory(insn, 0)) {
      operands.writeBack(insn, 0, equal ? operands.read(insn, 1) : old);
    }
    alu.sub(wanted, old, width);
    if (!equal) {
      operands.setGpr(RAX, width, old);
    }
  }

  private void compareExchangePair(Insn insn) {
    int segment = insn.segment();
    long offset = operands.offset(insn);
    if (insn.operandSize() == 64) {
      compareExchange16(core.data.linear(segment, offset, 16, true));
      return;
    }
    long old = core.data.readForWrite(segment, offset, 8);
    long wanted = operands.gpr(RDX, 32) << 32 | operands.gpr(RAX, 32);
    boolean equal = old == wanted;
    long fresh = operands.gpr(CpuState.RCX, 32) << 32 | operands.gpr(CpuState.RBX, 32);
    core.data.writeBack(8, equal ? fresh : old);
    if (!equal) {
      operands.setGpr(RAX, 32, old);
      operands.setGpr(RDX, 32, old >>> 32);
    }
    alu.setZero(equal);
  }

  /** CMPXCHG16B: unlike its smaller twin it insists on alignment, and always writes. */
  private void compareExchange16(long linear) {
    if ((linear & 15) != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    core.data.hostToWrite(linear);
    long low = core.data.readLinear(linear, 8);
    long high = core.data.readLinear(linear + 8, 8);
    boolean equal = low == gpr[RAX] && high == gpr[RDX];
    core.data.writeLinear16(
        linear, equal ? gpr[CpuState.RBX] : low, equal ? gpr[CpuState.RCX] : high);
    if (!equal) {
      gpr[RAX] = low;
      gpr[RDX] = high;
    }
    alu.setZero(equal);
  }

  private void translate(Insn insn) {
    long offset = Operands.truncateAddress(insn, gpr[CpuState.RBX] + (gpr[RAX] & 0xFF));
    operands.setGpr(RAX, 8, core.data.read(insn.segment(), offset, 1));
  }

  private void extend(Insn insn) {
    int size = insn.operandSize();
    switch (insn.op()) {
      case CBW -> operands.setGpr(RAX, size, Alu.signed(operands.gpr(RAX, size / 2), size / 2));
      case CWD -> operands.setGpr(RDX, size, Alu.signed(operands.gpr(RAX, size), size) >> 63);
      case MOVBE -> operands.write(insn, 0, swapped(operands.read(insn, 1), insn.width()));
      default -> swapRegister(insn);
    }
  }

  private void swapRegister(Insn insn) {
    // With 16 bits the manual leaves the result undefined; silicon clears the register's low half.
    long value = operands.read(insn, 0);
    operands.write(insn, 0, insn.bits(0) == 16 ? 0 : swapped(value, insn.bits(0)));
  }

  private static long swapped(long value, int width) {
    return Long.reverseBytes(value) >>> 64 - width;
  }

  private void conditionalMove(Insn insn) {
    // The source is read, and a 32-bit destination cut, even if the condition does not hold.
    long source = operands.read(insn, 1);
    boolean move = alu.condition(insn.condition());
    operands.write(insn, 0, move ? source : operands.read(insn, 0));
  }

  private void flags(Op op) {
    switch (op) {
      case CLC -> alu.setCarry(false);
      case STC -> alu.setCarry(true);
      case CMC -> alu.setCarry(!alu.carry());
      case CLD -> core.state.setSystemFlag(Rflags.DF, false);
      case STD -> core.state.setSystemFlag(Rflags.DF, true);
      case LAHF -> {
        int flags = alu.flags() & 0xFF | Rflags.FIXED;
        gpr[RAX] = gpr[RAX] & ~0xFF00L | (long) flags << 8;
      }
      case SAHF -> alu.setFlags(alu.flags() & Rflags.OF | (int) (gpr[RAX] >>> 8) & 0xFF);
      case SALC -> operands.setGpr(RAX, 8, alu.carry() ? 0xFF : 0);
      default -> throw new IllegalStateException("not an integer instruction: " + op);
    }
  }
}
