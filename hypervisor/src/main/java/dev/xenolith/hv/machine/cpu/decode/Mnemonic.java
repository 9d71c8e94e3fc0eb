package dev.xenolith.hv.machine.cpu.decode;

/** What the names have in common in both syntaxes. */
final class Mnemonic {
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  private static final String[] COMPARISONS = {
    "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord"
  };

  private Mnemonic() {}

  /** The name by operand size, with its condition. */
  static String base(Insn insn, String[] names) {
    String name = names[names.length == 1 ? 0 : insn.operandSize / 32];
    return switch (insn.op()) {
      case JCC, SETCC, CMOVCC -> name.substring(0, name.length() - 2) + CONDITIONS[insn.condition];
      case JCXZ -> insn.addressSize == 16 ? "jcxz" : insn.addressSize == 32 ? "jecxz" : "jrcxz";
      case XCHG -> isNop(insn) ? "nop" : name;
      case MOV -> isAbsolute(insn) ? "movabs" : name;
      case CMPPS, CMPPD, CMPSS, CMPSD ->
          hasComparisonName(insn) ? "cmp" + COMPARISONS[(int) insn.imm] + name.substring(3) : name;
      case PCLMULQDQ ->
          hasComparisonName(insn)
              ? "pclmul" + half(insn.imm & 1) + half(insn.imm & 16) + "dq"
              : name;
      case FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT, XSAVEC, XSAVES, XRSTORS ->
          (insn.rex & 8) != 0 ? name + "64" : name;
      default -> name;
    };
  }

  /** Whether the name says that REX.W is there. */
  static boolean tellsWide(Insn insn) {
    return switch (insn.op()) {
      case FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT, XSAVEC, XSAVES, XRSTORS, SYSRET, SYSEXIT ->
          true;
      default -> false;
    };
  }

  /** SYSRET and SYSEXIT say to which mode they return, in 64-bit code. */
  static String returnSize(Insn insn, boolean att) {
    return insn.mode == CodeMode.BITS64 ? Sized.letter(Math.max(32, insn.operandSize), att) : "";
  }

  private static String half(long high) {
    return high == 0 ? "lq" : "hq";
  }

  /** Whether 90 is meant, and no register changes. */
  static boolean isNop(Insn insn) {
    return insn.isOneByteNop() && (insn.prefixes & Insn.PREFIX_OPERAND_SIZE) == 0;
  }

  /** Whether the last immediate is part of the name. */
  static boolean hasComparisonName(Insn insn) {
    return switch (insn.op()) {
      case CMPPS, CMPPD, CMPSS, CMPSD -> insn.imm < COMPARISONS.length;
      case PCLMULQDQ -> (insn.imm & ~17) == 0;
      default -> false;
    };
  }

  /** A full 64-bit immediate or offset has a name of its own. */
  private static boolean isAbsolute(Insn insn) {
    if (insn.mode != CodeMode.BITS64 || insn.row.usesModrm) {
      return false;
    }
    return insn.memory ? insn.addressSize == 64 : insn.operandSize == 64 && insn.width == 64;
  }
}
