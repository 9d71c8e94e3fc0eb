package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/**
 * Puts operands of 64-bit code into words, and knows the packed forms of what is neither move nor
 * two-operand arithmetic.
 */
abstract class RareLifter extends Lifter {
  private static final int FITS = 32;
  private static final long LOW_32 = 0xFFFFFFFFL;

  /** A word marked for its width. */
  final long sized(long word) {
    return insn.width() == 32 ? Code.withN(word, Code64.NARROW) : word;
  }

  /** A word marked for its width and with an operation. */
  final long sized(long word, int operation) {
    return Code.withN(word, operation << 1 | (insn.width() == 32 ? Code64.NARROW : 0));
  }

  private static boolean fits(long displacement) {
    return displacement << FITS >> FITS == displacement;
  }

  /** The base of the segment, as an operand names it; {@link Insn#NONE} if it is 0. */
  final int segmentBase() {
    return switch (insn.segment()) {
      case CpuState.FS -> Code64.FS_BASE;
      case CpuState.GS -> Code64.GS_BASE;
      default -> Insn.NONE;
    };
  }

  final long memory(int operation, int a) {
    return memory(operation, a, segmentBase());
  }

  final long memory(int operation, int a, int segment) {
    int base = insn.base();
    int index = insn.index();
    int scale = insn.scaleShift();
    long displacement = insn.displacement();
    if (base == Insn.BASE_RIP) {
      displacement += rip + insn.length();
      base = Insn.NONE;
    }
    if (base != Insn.NONE && index != Insn.NONE && segment != Insn.NONE) {
      prefix(Code.memory(Code64.LEA, Code64.SCRATCH, base, index, scale, 0));
      base = Code64.SCRATCH;
      index = Insn.NONE;
    } else if (!fits(displacement)) {
      prefix(Code.word(Code64.MOV_IW, Code64.SCRATCH, 0, 0));
      hasPrefixSecond = true;
      prefixSecond = displacement;
      base = Code64.SCRATCH;
      displacement = 0;
    }
    if (segment != Insn.NONE && base == Insn.NONE) {
      base = segment;
    } else if (segment != Insn.NONE) {
      index = segment;
      scale = 0;
    }
    base = base == Insn.NONE ? Code.ZERO : base;
    index = index == Insn.NONE ? Code.ZERO : index;
    return Code.memory(operation, a, base, index, scale, displacement);
  }

  final void prefix(long word) {
    hasPrefix = true;
    prefix = word;
  }

  final long memoryWithImmediate(int operation) {
    hasSecond = true;
    second = insn.imm() & -1L >>> 64 - insn.width();
    return memory(operation, 0);
  }

  final long constant(int register, long value) {
    if (fits(value)) {
      return Code.word(Code64.MOV_IS, register, 0, value);
    }
    hasSecond = true;
    second = value;
    return Code.word(Code64.MOV_IW, register, 0, 0);
  }

  /** The form of what {@link RareForms} runs, or {@link #NONE}. */
  final long liftRare() {
    return switch (insn.op()) {
      case SETCC ->
          isMemory(0)
              ? memory(Code64.SETCC_M, insn.condition())
              : Code.word(Code64.SETCC, byteRegister(0), insn.condition(), 0);
      case CMOVCC -> conditionalMove();
      case XCHG -> exchange();
      case XADD -> withMemory(Code64.XADD_MR);
      case CMPXCHG -> withMemory(Code64.CMPXCHG_MR);
      case BT -> bit(0);
      case BTS -> bit(1);
      case BTR -> bit(2);
      case BTC -> bit(3);
      case BSWAP -> one(Code64.BSWAP);
      case BSF -> twoRegisters(Code64.BSF);
      case BSR -> twoRegisters(Code64.BSR);
      case POPCNT -> twoRegisters(Code64.POPCNT);
      case TZCNT -> twoRegisters(Code64.TZCNT);
      case LZCNT -> twoRegisters(Code64.LZCNT);
      case CBW -> bySize(Code64.CDQE, Code64.CWDE);
      case CWD -> bySize(Code64.CQO, Code64.CDQ);
      default -> NONE;
    };
  }

  final long loadAddress() {
    if (insn.operandSize() == 16) {
      return NONE;
    }
    if (insn.base() == Insn.BASE_RIP) {
      long address = rip + insn.length() + insn.displacement();
      boolean narrow = insn.operandSize() == 32;
      return constant(insn.register(0), narrow ? address & LOW_32 : address);
    }
    int form = insn.operandSize() == 32 ? Code64.LEA32 : Code64.LEA;
    return memory(form, insn.register(0), Insn.NONE);
  }

  final long extend() {
    int to = insn.bits(0);
    if (to == 16) {
      return NONE;
    }
    int from = insn.bits(1);
    boolean signed = insn.op() != Op.MOVZX;
    long word;
    if (isMemory(1)) {
      word = memory(extendedLoad(from, to, signed), insn.register(0));
    } else if (from == 8) {
      int form = signed ? Code64.MOVSX8 : Code64.MOVZX8;
      word = Code.word(form, insn.register(0), byteRegister(1), 0);
    } else {
      word = registers(extendedMove(from, to, signed));
    }
    return to == 32 ? Code.withN(word, Code64.NARROW) : word;
  }

  private static int extendedLoad(int from, int to, boolean signed) {
    return switch (from) {
      case 8 -> signed ? Code64.LOAD8_S : Code64.LOAD8_Z;
      case 16 -> signed ? Code64.LOAD16_S : Code64.LOAD16_Z;
      default -> to == 64 ? Code64.LOAD32_S : Code64.LOAD32;
    };
  }

  private static int extendedMove(int from, int to, boolean signed) {
    return switch (from) {
      case 16 -> signed ? Code64.MOVSX16 : Code64.MOVZX16;
      default -> to == 64 ? Code64.MOVSXD : Code64.MOV32;
    };
  }

  final boolean isWide(int operand) {
    return isRegister(operand, 32) || isRegister(operand, 64);
  }

  final long step(boolean up) {
    boolean inMemory = isMemory(0) && (insn.width() == 32 || insn.width() == 64);
    return inMemory
        ? sized(memory(up ? Code64.INC_M : Code64.DEC_M, 0))
        : one(up ? Code64.INC : Code64.DEC);
  }

  final long one(int operation) {
    return isWide(0) ? sized(Code.word(operation, insn.register(0), 0, 0)) : NONE;
  }

  final long twoRegisters(int operation) {
    return isWide(0) && isWide(1) ? sized(registers(operation)) : NONE;
  }

  final long withMemory(int operation) {
    return isMemory(0) && isWide(1) ? sized(memory(operation, insn.register(1))) : NONE;
  }

  final long shift(int byImmediate, int byCl) {
    if (!isWide(0)) {
      return NONE;
    }
    if (insn.kind(1) != OperandKind.IMMEDIATE) {
      return sized(Code.word(byCl, insn.register(0), 0, 0));
    }
    // A count of 0 would leave the flags, which the forms without flags do not know.
    int count = (int) insn.imm() & insn.width() - 1;
    return count == 0 ? NONE : sized(Code.word(byImmediate, insn.register(0), 0, count));
  }

  final long shiftDouble(int operation) {
    int count = (int) insn.imm() & insn.width() - 1;
    boolean apt = isWide(0) && insn.kind(2) == OperandKind.IMMEDIATE && count != 0;
    return apt ? sized(Code.word(operation, insn.register(0), insn.register(1), count)) : NONE;
  }

  final long multiply() {
    return switch (insn.op()) {
      case MUL -> widening(Code64.MUL_R, Code64.MUL_M);
      case IMUL -> widening(Code64.IMUL_R, Code64.IMUL_M);
      case DIV -> widening(Code64.DIV_R, Code64.DIV_M);
      case IDIV -> widening(Code64.IDIV_R, Code64.IDIV_M);
      default -> isWide(0) ? sized(multiplyTruncated()) : NONE;
    };
  }

  private long multiplyTruncated() {
    int register = insn.register(0);
    if (insn.operandCount() == 2) {
      return isMemory(1) ? memory(Code64.IMUL_RM, register) : registers(Code64.IMUL_RR);
    }
    if (isMemory(1)) {
      hasSecond = true;
      second = insn.imm();
      return memory(Code64.IMUL_RMI, register);
    }
    return Code.word(Code64.IMUL_RRI, register, insn.register(1), insn.imm());
  }

  private long widening(int byRegister, int byMemory) {
    boolean wide = insn.width() == 32 || insn.width() == 64;
    if (isMemory(0)) {
      return wide ? sized(memory(byMemory, 0)) : NONE;
    }
    return one(byRegister);
  }

  final long stack() {
    if (insn.operandSize() != 64) {
      return NONE;
    }
    return switch (insn.op()) {
      case LEAVE -> Code64.LEAVE;
      case POP -> isRegister(0, 64) ? Code.word(Code64.POP, insn.register(0), 0, 0) : NONE;
      default ->
          switch (insn.kind(0)) {
            case GPR -> Code.word(Code64.PUSH, insn.register(0), 0, 0);
            case IMMEDIATE -> Code.word(Code64.PUSH_I, 0, 0, insn.imm());
            case MEMORY -> memory(Code64.PUSH_M, 0);
            default -> NONE;
          };
    };
  }

  private long conditionalMove() {
    if (!isWide(0)) {
      return NONE;
    }
    return isMemory(1)
        ? sized(memory(Code64.CMOV_RM, insn.register(0)), insn.condition())
        : sized(registers(Code64.CMOV)) | (long) insn.condition() << 20;
  }

  private long exchange() {
    if (insn.isOneByteNop()) {
      return Code64.NOP;
    }
    if (isMemory(0)) {
      return withMemory(Code64.XCHG_MR);
    }
    if (isMemory(1)) {
      return isWide(0) ? sized(memory(Code64.XCHG_MR, insn.register(0))) : NONE;
    }
    return twoRegisters(Code64.XCHG_RR);
  }

  private long bit(int kind) {
    if (insn.width() != 32 && insn.width() != 64) {
      return NONE;
    }
    int index = (int) insn.imm() & insn.width() - 1;
    if (insn.kind(1) == OperandKind.IMMEDIATE) {
      if (isMemory(0)) {
        hasSecond = true;
        second = index;
        return sized(memory(Code64.BIT_MI, 0), kind);
      }
      return kind == 0
          ? Code.word(Code64.BT_RI, insn.register(0), 0, index)
          : sized(Code.word(Code64.BIT_RI, insn.register(0), 0, index), kind);
    }
    return isMemory(0)
        ? sized(memory(Code64.BIT_MR, insn.register(1)), kind)
        : sized(registers(Code64.BIT_RR), kind);
  }

  private long bySize(int wide, int narrow) {
    return switch (insn.operandSize()) {
      case 64 -> wide;
      case 32 -> narrow;
      default -> NONE;
    };
  }
}
