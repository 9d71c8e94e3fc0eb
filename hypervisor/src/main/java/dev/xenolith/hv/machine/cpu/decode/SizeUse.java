package dev.xenolith.hv.machine.cpu.decode;

/**
 * Whether the text of an instruction depends on its operand or address size, so that it shows 66 or
 * 67.
 */
final class SizeUse {
  private SizeUse() {}

  /** Whether the text shows the operand size. */
  static boolean operandSize(Insn insn) {
    Row row = insn.row;
    if (row == null) {
      return false;
    }
    if (row.prefix == Row.PREFIX_66 || row.prefix == Row.NO_REPEAT) {
      return true;
    }
    boolean fixed = insn.mode == CodeMode.BITS64 && row.has(Row.Attribute.F64);
    if ((insn.rex & 8) != 0 || fixed) {
      return false;
    }
    if (row.intelNames().length > 1 && !row.hasOperandSizedBy("y2")) {
      return true;
    }
    for (OperandSpec operand : row.operands) {
      boolean memory = insn.memory && operand.mayBeMemory();
      if ("vzap".indexOf(memory ? operand.memorySize : operand.size) >= 0) {
        return true;
      }
    }
    return Sized.inName(insn) || Sized.ofFloatState(insn);
  }

  /** Whether the text shows the address size. */
  static boolean addressSize(Insn insn, Syntax syntax) {
    if (insn.row == null) {
      return false;
    }
    switch (insn.op()) {
      case JCXZ -> {
        return true;
      }
      case LOOP, LOOPE, LOOPNE, MONITOR -> {
        return syntax == Syntax.ATT;
      }
      default -> {}
    }
    for (OperandSpec operand : insn.row.operands) {
      switch (operand.method) {
        case X, Y, L -> {
          return true;
        }
        case O -> {
          return false;
        }
        default -> {}
      }
    }
    boolean absolute = insn.base == Insn.NONE && insn.index == Insn.NONE;
    return insn.memory && !(absolute && insn.mode == CodeMode.BITS16);
  }
}
