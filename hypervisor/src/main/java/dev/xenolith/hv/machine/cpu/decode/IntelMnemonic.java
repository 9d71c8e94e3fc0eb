package dev.xenolith.hv.machine.cpu.decode;

/** Names as Intel syntax has them. */
final class IntelMnemonic {
  private IntelMnemonic() {}

  static String of(Insn insn) {
    String name = Mnemonic.base(insn, insn.row.intelNames());
    if (Sized.inName(insn)) {
      boolean always = insn.kind(0) == OperandKind.MEMORY;
      return name + (always ? Sized.letter(insn.operandSize, false) : Sized.letter(insn, false));
    }
    return switch (insn.op()) {
      case FLDENV, FNSTENV, FNSAVE, FRSTOR -> name + Sized.ofFloatState(insn, false);
      case SYSRET, SYSEXIT -> name + Mnemonic.returnSize(insn, false);
      default -> name;
    };
  }
}
