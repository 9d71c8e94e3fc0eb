package dev.xenolith.hv.machine.cpu.decode;

/** Names as AT&T syntax has them: with the sizes that no operand tells. */
final class AttMnemonic {
  private AttMnemonic() {}

  static String of(Insn insn) {
    String name = Mnemonic.base(insn, insn.row.attNames());
    if (Sized.inName(insn)) {
      boolean always = insn.kind(0) == OperandKind.MEMORY;
      return name + (always ? Sized.letter(insn.operandSize, true) : Sized.letter(insn, true));
    }
    return switch (insn.op()) {
      case SYSRET, SYSEXIT -> name + Mnemonic.returnSize(insn, true);
      case INS, OUTS, MOVS, CMPS -> name + Sized.letter(insn.width, true);
      case MOVZX -> extended("movz", insn);
      case MOVSX -> extended("movs", insn);
      case MOVSXD -> insn.operandSize == 64 ? "movslq" : name;
      case PUSH, POP, CALL_IND, JMP_IND -> name + (insn.memory ? Sized.letter(insn, true) : "");
      case CALL_FAR, JMP_FAR -> "l" + name + Sized.letter(insn, true);
      case CRC32 -> name + (insn.memory ? Sized.letter(insn.bits(1), true) : "");
      case FLDENV, FNSTENV, FNSAVE, FRSTOR ->
          name
              + (Sized.ofFloatState(insn, true).equals("w") ? "s" : Sized.ofFloatState(insn, true));
      case CVTSI2SS, CVTSI2SD, PTWRITE ->
          name + (insn.memory && insn.mode == CodeMode.BITS64 ? ofMemory(insn) : "");
      case JCC, JCXZ -> name + hint(insn);
      case LOOP, LOOPE, LOOPNE -> name + countSize(insn) + hint(insn);
      default -> insn.memory ? name + ofMemory(insn) : name;
    };
  }

  private static String extended(String stem, Insn insn) {
    return stem + Sized.letter(insn.bits(1), true) + Sized.letter(insn.operandSize, true);
  }

  private static String hint(Insn insn) {
    return switch (insn.lastSegmentPrefix()) {
      case 0x2e -> ",pn";
      case 0x3e -> ",pt";
      default -> "";
    };
  }

  private static String countSize(Insn insn) {
    return insn.addressSize == insn.mode.bits() ? "" : Sized.letter(insn.addressSize, true);
  }

  private static String ofMemory(Insn insn) {
    Row row = insn.row;
    if (row.opcode >= 0xd8 && row.opcode <= 0xdf && row.map == 0) {
      return ofFloat(row);
    }
    if (row.has(Row.Attribute.SUFFIX)) {
      return Sized.letter(insn.bits(row.memoryOperand()), true);
    }
    return "";
  }

  /** What x87 memory is, is not told by its size alone: integers and reals share letters. */
  private static String ofFloat(Row row) {
    boolean integer = row.op().name().startsWith("FI");
    return switch (row.operands[0].size) {
      case 'd' -> integer ? "l" : "s";
      case 'q' -> integer ? "ll" : "l";
      case 't' -> row.op() == Op.FBLD || row.op() == Op.FBSTP ? "" : "t";
      case 'w' -> integer ? "s" : "";
      default -> "";
    };
  }
}
