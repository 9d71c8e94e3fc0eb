package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/** The packed forms of common instructions of 8 and 32 bits in flat 32-bit segments. */
final class Lifter32 extends Lifter {
  private static final long LOW_32 = 0xFFFFFFFFL;

  @Override
  long lift(Insn decoded, long rip) {
    start(decoded, rip);
    if (insn.locked() || insn.hasMemory() && !flatOperand()) {
      return segmentMove();
    }
    return switch (insn.op()) {
      case ADD -> twoOperand(Code.ADD);
      case OR -> twoOperand(Code.OR);
      case ADC -> twoOperand(Code.ADC);
      case SBB -> twoOperand(Code.SBB);
      case AND -> twoOperand(Code.AND);
      case SUB -> twoOperand(Code.SUB);
      case XOR -> twoOperand(Code.XOR);
      case CMP -> twoOperand(Code.CMP);
      case TEST -> twoOperand(Code.TEST);
      case MOV -> move();
      case MOVZX, MOVSX -> extend(insn.op() == Op.MOVSX);
      case LEA -> insn.operandSize() == 32 ? memory(Code.LEA, insn.register(0)) : NONE;
      case INC, DEC -> step(insn.op() == Op.INC);
      case NEG, NOT -> one(insn.op() == Op.NEG ? Code.NEG : Code.NOT);
      case SHL -> shift(Code.SHL_I, Code.SHL_CL);
      case SHR -> shift(Code.SHR_I, Code.SHR_CL);
      case SAR -> shift(Code.SAR_I, Code.SAR_CL);
      case ROL -> shift(Code.ROL_I, -1);
      case ROR -> shift(Code.ROR_I, -1);
      case SHLD, SHRD -> shiftDouble(insn.op() == Op.SHLD ? Code.SHLD_I : Code.SHRD_I);
      case IMUL_TRUNC -> multiply();
      case MUL -> one(Code.MUL_R);
      case PUSH -> push();
      case POP -> one(Code.POP_R);
      case LEAVE -> insn.operandSize() == 32 ? Code.word(Code.LEAVE, 0, 0, 0) : NONE;
      case CWD -> insn.operandSize() == 32 ? Code.word(Code.CDQ, 0, 0, 0) : NONE;
      case SETCC -> setCondition();
      case CMOVCC -> conditionalMove();
      case XCHG -> registers32() ? registers(Code.XCHG_RR) : NONE;
      case BT -> bitTest();
      default -> NONE;
    };
  }

  private boolean flatOperand() {
    int segment = insn.segment();
    return insn.addressSize() == 32
        && (segment == CpuState.DS || segment == CpuState.SS || segment == CpuState.ES);
  }

  private long segmentMove() {
    boolean apt =
        insn.op() == Op.MOV && !insn.locked() && insn.addressSize() == 32 && insn.width() == 32;
    if (!apt) {
      return NONE;
    }
    int segment = insn.segment();
    if (isRegister(0, 32)) {
      return Code.withN(memory(Code.LOAD32_SEG, insn.register(0)), segment);
    }
    return isRegister(1, 32)
        ? Code.withN(memory(Code.STORE32_SEG, insn.register(1)), segment)
        : NONE;
  }

  private long memory(int operation, int a) {
    int base = insn.base() == Insn.NONE ? Code.ZERO : insn.base();
    int index = insn.index() == Insn.NONE ? Code.ZERO : insn.index();
    return Code.memory(operation, a, base, index, insn.scaleShift(), insn.displacement());
  }

  private long memoryWithImmediate(int operation) {
    hasSecond = true;
    second = insn.imm() & (insn.width() == 8 ? 0xFF : LOW_32);
    return memory(operation, 0);
  }

  private boolean registers32() {
    return isRegister(0, 32) && isRegister(1, 32);
  }

  private long registerImmediate(int operation) {
    return Code.word(operation, insn.register(0), 0, insn.imm());
  }

  private long twoOperand(int operation) {
    return switch (insn.width()) {
      case 8 -> twoBytes(operation);
      case 32 -> twoWords(operation);
      default -> NONE;
    };
  }

  private long twoWords(int operation) {
    if (isMemory(0)) {
      return memoryFirst(operation);
    }
    int a = insn.register(0);
    return switch (insn.kind(1)) {
      case GPR -> registers(Code.RR + operation);
      case IMMEDIATE -> Code.word(Code.RI + operation, a, 0, insn.imm());
      default ->
          operation == Code.ADC || operation == Code.SBB ? NONE : memory(Code.RM + operation, a);
    };
  }

  private long memoryFirst(int operation) {
    if (insn.kind(1) == OperandKind.IMMEDIATE) {
      return switch (operation) {
        case Code.CMP -> memoryWithImmediate(Code.CMP_MI);
        case Code.TEST -> memoryWithImmediate(Code.TEST_MI);
        default -> Code.withN(memoryWithImmediate(Code.MI), operation);
      };
    }
    int register = insn.register(1);
    return switch (operation) {
      case Code.CMP -> memory(Code.CMP_MR, register);
      case Code.TEST -> memory(Code.RM + Code.TEST, register);
      default -> Code.withN(memory(Code.MR, register), operation);
    };
  }

  private long twoBytes(int operation) {
    long word;
    if (isMemory(0)) {
      boolean immediate = insn.kind(1) == OperandKind.IMMEDIATE;
      word = immediate ? memoryWithImmediate(Code.BYTE_MI) : memory(Code.BYTE_MR, byteRegister(1));
    } else if (isMemory(1)) {
      word = memory(Code.BYTE_RM, byteRegister(0));
    } else if (insn.kind(1) == OperandKind.IMMEDIATE) {
      word = Code.word(Code.BYTE_RI, byteRegister(0), 0, insn.imm() & 0xFF);
    } else {
      word = Code.word(Code.BYTE_RR, byteRegister(0), byteRegister(1), 0);
    }
    return Code.withN(word, operation);
  }

  private long move() {
    return switch (insn.width()) {
      case 8 -> moveByte();
      case 16 -> isMemory(0) && isRegister(1, 16) ? memory(Code.STORE16, insn.register(1)) : NONE;
      case 32 -> moveWord();
      default -> NONE;
    };
  }

  private long moveWord() {
    if (isMemory(0)) {
      return insn.kind(1) == OperandKind.IMMEDIATE
          ? memoryWithImmediate(Code.STORE32_I)
          : memory(Code.STORE32, insn.register(1));
    }
    return switch (insn.kind(1)) {
      case GPR -> registers(Code.MOV_RR);
      case IMMEDIATE -> registerImmediate(Code.MOV_RI);
      default -> memory(Code.LOAD32, insn.register(0));
    };
  }

  private long moveByte() {
    if (isMemory(0)) {
      return insn.kind(1) == OperandKind.IMMEDIATE
          ? memoryWithImmediate(Code.STORE8_I)
          : memory(Code.STORE8, byteRegister(1));
    }
    int a = byteRegister(0);
    if (isMemory(1)) {
      return memory(Code.LOAD8, a);
    }
    return insn.kind(1) == OperandKind.IMMEDIATE
        ? Code.word(Code.MOV8_RI, a, 0, insn.imm() & 0xFF)
        : Code.word(Code.MOV8_RR, a, byteRegister(1), 0);
  }

  private long extend(boolean signed) {
    if (!isRegister(0, 32)) {
      return NONE;
    }
    boolean bytes = insn.bits(1) == 8;
    int a = insn.register(0);
    if (isMemory(1)) {
      int narrow = signed ? Code.LOAD8_S : Code.LOAD8_Z;
      int wide = signed ? Code.LOAD16_S : Code.LOAD16_Z;
      return memory(bytes ? narrow : wide, a);
    }
    if (bytes) {
      return Code.word(signed ? Code.MOVSX8 : Code.MOVZX8, a, byteRegister(1), 0);
    }
    return Code.word(signed ? Code.MOVSX16 : Code.MOVZX16, a, insn.register(1), 0);
  }

  private long step(boolean up) {
    if (insn.width() != 32) {
      return NONE;
    }
    if (isMemory(0)) {
      return memory(up ? Code.INC_M : Code.DEC_M, 0);
    }
    return Code.word(up ? Code.INC : Code.DEC, insn.register(0), 0, 0);
  }

  private long one(int operation) {
    return isRegister(0, 32) ? Code.word(operation, insn.register(0), 0, 0) : NONE;
  }

  private long shift(int byImmediate, int byCl) {
    if (!isRegister(0, 32)) {
      return NONE;
    }
    if (insn.kind(1) != OperandKind.IMMEDIATE) {
      return byCl < 0 ? NONE : Code.word(byCl, insn.register(0), 0, 0);
    }
    // A count of 0 would leave the flags, which the forms without flags do not know.
    int count = (int) insn.imm() & 31;
    return count == 0 ? NONE : Code.word(byImmediate, insn.register(0), 0, count);
  }

  private long shiftDouble(int operation) {
    int count = (int) insn.imm() & 31;
    boolean apt = isRegister(0, 32) && insn.kind(2) == OperandKind.IMMEDIATE && count != 0;
    return apt ? Code.word(operation, insn.register(0), insn.register(1), count) : NONE;
  }

  private long multiply() {
    if (insn.width() != 32) {
      return NONE;
    }
    if (insn.operandCount() == 3) {
      return isRegister(1, 32)
          ? Code.word(Code.IMUL_RRI, insn.register(0), insn.register(1), insn.imm())
          : NONE;
    }
    return isMemory(1) ? memory(Code.IMUL_RM, insn.register(0)) : registers(Code.IMUL_RR);
  }

  private long push() {
    if (insn.operandSize() != 32) {
      return NONE;
    }
    return switch (insn.kind(0)) {
      case GPR -> Code.word(Code.PUSH_R, insn.register(0), 0, 0);
      case IMMEDIATE -> Code.word(Code.PUSH_I, 0, 0, insn.imm());
      case MEMORY -> memory(Code.PUSH_M, 0);
      default -> NONE;
    };
  }

  private long setCondition() {
    return isMemory(0) ? NONE : Code.word(Code.SETCC, byteRegister(0), insn.condition(), 0);
  }

  private long conditionalMove() {
    return registers32() ? registers(Code.CMOV_RR) | (long) insn.condition() << 20 : NONE;
  }

  private long bitTest() {
    boolean apt = isRegister(0, 32) && insn.kind(1) == OperandKind.IMMEDIATE;
    return apt ? Code.word(Code.BT_RI, insn.register(0), 0, insn.imm() & 31) : NONE;
  }

  @Override
  long liftEnd(Insn decoded, long rip) {
    start(decoded, rip);
    if (insn.operandSize() != 32 || insn.hasMemory() && !flatOperand()) {
      return NONE;
    }
    return switch (insn.op()) {
      case JMP -> Code.word(Code.JMP, 0, 0, 0);
      case CALL -> Code.word(Code.CALL, 0, 0, 0);
      case RET -> Code.word(Code.RET, 0, 0, insn.operandCount() > 0 ? insn.imm() & 0xFFFF : 0);
      case JMP_IND -> indirect(Code.JMP_R, Code.JMP_M);
      case CALL_IND -> indirect(Code.CALL_R, Code.CALL_M);
      case JCC ->
          switch (insn.condition()) {
            case 4 -> Code.word(Code.JZ, 0, 0, 0);
            case 5 -> Code.word(Code.JNZ, 0, 0, 0);
            default -> Code.word(Code.JCC, insn.condition(), 0, 0);
          };
      default -> NONE;
    };
  }

  private long indirect(int byRegister, int byMemory) {
    return isMemory(0) ? memory(byMemory, 0) : Code.word(byRegister, insn.register(0), 0, 0);
  }
}
