package dev.xenolith.hv.machine.cpu.decode;

/** The instructions whose name says their operand size when it is not the usual one. */
final class Sized {
  private Sized() {}

  /** Whether it is one of them in both syntaxes. */
  static boolean inName(Insn insn) {
    return switch (insn.op()) {
      case PUSH_SREG, POP_SREG, PUSHA, POPA, PUSHF, POPF, RET, RET_FAR, LEAVE, ENTER, IRET -> true;
      case PUSH -> insn.kind(0) == OperandKind.IMMEDIATE;
      case CALL, JMP -> insn.row.operands[0].size == 'z';
      case SGDT, SIDT, LGDT, LIDT -> insn.mode != CodeMode.BITS64;
      default -> false;
    };
  }

  /** Whether it stores or loads the x87 state, whose layout depends on the size. */
  static boolean ofFloatState(Insn insn) {
    return switch (insn.op()) {
      case FLDENV, FNSTENV, FNSAVE, FRSTOR -> true;
      default -> false;
    };
  }

  /** The letter for the layout of the x87 state. 64-bit code has none of its own. */
  static String ofFloatState(Insn insn, boolean att) {
    return insn.operandSize == 64 ? "" : letter(insn, att);
  }

  /** The letter for its size in such a name, or nothing when the size is the usual one. */
  static String letter(Insn insn, boolean att) {
    int usual = usual(insn);
    return insn.operandSize == usual ? "" : letter(insn.operandSize, att);
  }

  private static int usual(Insn insn) {
    if (insn.mode != CodeMode.BITS64) {
      return insn.mode.bits();
    }
    Row row = insn.row;
    return row.has(Row.Attribute.D64) || row.has(Row.Attribute.F64) ? 64 : 32;
  }

  static String letter(int bits, boolean att) {
    return switch (bits) {
      case 8 -> "b";
      case 16 -> "w";
      case 32 -> att ? "l" : "d";
      default -> "q";
    };
  }
}
