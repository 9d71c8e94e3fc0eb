package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/** Finds the packed form of an instruction of 64-bit code, where it has one. */
final class Lifter64 extends RareLifter {
  @Override
  long lift(Insn decoded, long address) {
    start(decoded, address);
    if (insn.hasMemory() && insn.addressSize() != 64 && insn.op() != Op.NOP) {
      return NONE;
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
      case MOVZX, MOVSX, MOVSXD -> extend();
      case LEA -> loadAddress();
      case INC, DEC -> step(insn.op() == Op.INC);
      case NEG -> one(Code64.NEG);
      case NOT -> one(Code64.NOT);
      case SHL -> shift(Code64.SHL_I, Code64.SHL_CL);
      case SHR -> shift(Code64.SHR_I, Code64.SHR_CL);
      case SAR -> shift(Code64.SAR_I, Code64.SAR_CL);
      case ROL -> shift(Code64.ROL_I, Code64.ROL_CL);
      case ROR -> shift(Code64.ROR_I, Code64.ROR_CL);
      case SHLD, SHRD -> shiftDouble(insn.op() == Op.SHLD ? Code64.SHLD_I : Code64.SHRD_I);
      case IMUL_TRUNC, MUL, IMUL, DIV, IDIV -> multiply();
      case PUSH, POP, LEAVE -> stack();
      case NOP, ENDBR32, ENDBR64, PAUSE, LFENCE, MFENCE, SFENCE -> Code64.NOP;
      case PREFETCHW, PREFETCHNTA, PREFETCHT0, PREFETCHT1, PREFETCHT2 -> Code64.NOP;
      default -> liftRare();
    };
  }

  @Override
  long liftEnd(Insn decoded, long address) {
    start(decoded, address);
    boolean apt = insn.operandSize() == 64 && (!insn.hasMemory() || insn.addressSize() == 64);
    if (!apt) {
      return NONE;
    }
    return switch (insn.op()) {
      case JMP -> reaches() ? Code64.JMP : NONE;
      case CALL -> reaches() ? Code64.CALL : NONE;
      case RET -> Code.word(Code64.RET, 0, 0, insn.operandCount() > 0 ? insn.imm() & 0xFFFF : 0);
      case JMP_IND -> indirect(Code64.JMP_R, Code64.JMP_M);
      case CALL_IND -> indirect(Code64.CALL_R, Code64.CALL_M);
      case JCC ->
          reaches() ? Code.word(Code64.JCC + insn.condition(), insn.condition(), 0, 0) : NONE;
      default -> NONE;
    };
  }

  private boolean reaches() {
    return !RareForms.strange(insn.target(rip));
  }

  private long indirect(int byRegister, int byMemory) {
    return isMemory(0) ? memory(byMemory, 0) : Code.word(byRegister, insn.register(0), 0, 0);
  }

  private long twoOperand(int operation) {
    return switch (insn.width()) {
      case 8 -> twoBytes(operation);
      case 16 -> twoShorts(operation);
      default -> twoWords(operation);
    };
  }

  private long twoWords(int operation) {
    if (isMemory(0)) {
      return memoryFirst(operation);
    }
    int a = insn.register(0);
    return switch (insn.kind(1)) {
      case GPR -> sized(Code.word(Code64.RR + operation, a, insn.register(1), 0));
      case IMMEDIATE -> sized(Code.word(Code64.RI + operation, a, 0, insn.imm()));
      default -> {
        int form = insn.width() == 32 ? Code64.RM32 : Code64.RM;
        yield memory(form + operation, a);
      }
    };
  }

  private long memoryFirst(int operation) {
    if (insn.kind(1) == OperandKind.IMMEDIATE) {
      return switch (operation) {
        case Code.CMP -> sized(memoryWithImmediate(Code64.CMP_MI));
        case Code.TEST -> sized(memoryWithImmediate(Code64.TEST_MI));
        default -> sized(memoryWithImmediate(Code64.MI), operation);
      };
    }
    int register = insn.register(1);
    return switch (operation) {
      case Code.CMP -> sized(memory(Code64.CMP_MR, register));
      case Code.TEST ->
          memory((insn.width() == 32 ? Code64.RM32 : Code64.RM) + Code.TEST, register);
      default -> sized(memory(Code64.MR, register), operation);
    };
  }

  private long twoBytes(int operation) {
    boolean immediate = insn.kind(1) == OperandKind.IMMEDIATE;
    if (isMemory(0) && immediate) {
      return switch (operation) {
        case Code.CMP -> sized(memoryWithImmediate(Code64.CMP8_MI), operation);
        case Code.TEST -> sized(memoryWithImmediate(Code64.TEST8_MI), operation);
        default -> sized(memoryWithImmediate(Code64.BYTE_MI), operation);
      };
    }
    if (isMemory(0)) {
      return sized(memory(Code64.BYTE_MR, byteRegister(1)), operation);
    }
    int a = byteRegister(0);
    if (isMemory(1)) {
      return sized(memory(Code64.BYTE_RM, a), operation);
    }
    boolean test = operation == Code.TEST;
    return immediate
        ? bytes(test ? Code64.TEST8_RI : Code64.BYTE_RI, operation, 0, insn.imm() & 0xFF)
        : bytes(test ? Code64.TEST8_RR : Code64.BYTE_RR, operation, byteRegister(1), 0);
  }

  private long bytes(int form, int operation, int b, long immediate) {
    return sized(Code.word(form, byteRegister(0), b, immediate), operation);
  }

  private long twoShorts(int operation) {
    boolean immediate = insn.kind(1) == OperandKind.IMMEDIATE;
    long word;
    if (isMemory(0)) {
      word =
          immediate
              ? memoryWithImmediate(Code64.WORD_MI)
              : memory(Code64.WORD_MR, insn.register(1));
    } else if (isMemory(1)) {
      word = memory(Code64.WORD_RM, insn.register(0));
    } else if (immediate) {
      word = Code.word(Code64.WORD_RI, insn.register(0), 0, insn.imm() & 0xFFFF);
    } else {
      word = Code.word(Code64.WORD_RR, insn.register(0), insn.register(1), 0);
    }
    return sized(word, operation);
  }

  private long move() {
    boolean immediate = insn.kind(1) == OperandKind.IMMEDIATE;
    if (isMemory(0)) {
      return immediate ? storeImmediate() : store();
    }
    if (isMemory(1)) {
      return load();
    }
    return immediate ? moveImmediate() : moveRegister();
  }

  private long store() {
    return switch (insn.width()) {
      case 8 -> memory(Code64.STORE8, byteRegister(1));
      case 16 -> memory(Code64.STORE16, insn.register(1));
      case 32 -> memory(Code64.STORE32, insn.register(1));
      default -> memory(Code64.STORE64, insn.register(1));
    };
  }

  private long storeImmediate() {
    return switch (insn.width()) {
      case 8 -> memoryWithImmediate(Code64.STORE8_I);
      case 16 -> memoryWithImmediate(Code64.STORE16_I);
      case 32 -> memoryWithImmediate(Code64.STORE32_I);
      default -> memoryWithImmediate(Code64.STORE64_I);
    };
  }

  private long load() {
    return switch (insn.width()) {
      case 8 -> memory(Code64.LOAD8, byteRegister(0));
      case 16 -> memory(Code64.LOAD16, insn.register(0));
      case 32 -> memory(Code64.LOAD32, insn.register(0));
      default -> memory(Code64.LOAD64, insn.register(0));
    };
  }

  private long moveRegister() {
    return switch (insn.width()) {
      case 8 -> Code.word(Code64.MOV8, byteRegister(0), byteRegister(1), 0);
      case 16 -> registers(Code64.MOV16);
      case 32 -> registers(Code64.MOV32);
      default -> registers(Code64.MOV);
    };
  }

  private long moveImmediate() {
    return switch (insn.width()) {
      case 8 -> Code.word(Code64.MOV8_I, byteRegister(0), 0, insn.imm() & 0xFF);
      case 16 -> Code.word(Code64.MOV16_I, insn.register(0), 0, insn.imm() & 0xFFFF);
      case 32 -> Code.word(Code64.MOV_I, insn.register(0), 0, insn.imm());
      default -> constant(insn.register(0), insn.imm());
    };
  }
}
