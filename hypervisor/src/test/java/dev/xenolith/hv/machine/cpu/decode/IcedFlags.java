package dev.xenolith.hv.machine.cpu.decode;

/**
 * Compares the flags that the table says an instruction reads, writes and leaves undefined with
 * iced-x86's.
 */
final class IcedFlags {
  /** EFLAGS bits in the order of that package's own bits. */
  private static final int[] BITS = {
    FlagMask.OF,
    FlagMask.SF,
    FlagMask.ZF,
    FlagMask.AF,
    FlagMask.CF,
    FlagMask.PF,
    FlagMask.DF,
    FlagMask.IF
  };

  private IcedFlags() {}

  static boolean agree(Specimen specimen) {
    if (specimen.outcome != Decoded.OK
        || !IcedDifference.isValid(specimen)
        || isExempt(specimen.insn)) {
      return true;
    }
    return theirs(specimen).equals(ours(specimen));
  }

  static String describe(Specimen specimen) {
    return "flags read, written, undefined: theirs "
        + theirs(specimen)
        + ", ours "
        + ours(specimen);
  }

  private static String theirs(Specimen specimen) {
    String[] parts = IcedDifference.part(specimen, 2).split(",");
    int[] masks = new int[parts.length];
    for (int i = 0; i < masks.length; i++) {
      masks[i] = mask(Integer.parseInt(parts[i]));
    }
    return text(masks[0], masks[1] | masks[2] | masks[3], masks[4]);
  }

  private static String ours(Specimen specimen) {
    Insn insn = specimen.insn;
    Row row = insn.row();
    int undefined = row.undefinedFlags(insn, (int) insn.imm());
    if (row.op() != Op.SHL && row.op() != Op.SHR) {
      return text(insn.testedFlags(), row.writtenFlags() & ~undefined, undefined);
    }
    // That package leaves CF defined when a byte or a word is shifted by more than it has.
    return text(
        insn.testedFlags(),
        row.writtenFlags() & ~undefined | FlagMask.CF,
        undefined & ~FlagMask.CF);
  }

  private static String text(int read, int written, int undefined) {
    int known = ~FlagMask.TF;
    return Integer.toHexString(read & known)
        + ","
        + Integer.toHexString(written & known)
        + ","
        + Integer.toHexString(undefined & known);
  }

  private static int mask(int theirs) {
    int mask = 0;
    for (int i = 0; i < BITS.length; i++) {
      if ((theirs & 1 << i) != 0) {
        mask |= BITS[i];
      }
    }
    return mask;
  }

  /**
   * Counts that are not in the instruction, counts of zero, and what only ring 0 or a hypervisor
   * may do.
   */
  private static boolean isExempt(Insn insn) {
    Row row = insn.row();
    return switch (row.op()) {
      case RCL, RCR ->
          insn.kind(1) != OperandKind.IMMEDIATE
              || (insn.imm() & 31) == 0
              || (insn.imm() & 31) > insn.width();
      case ROL, ROR, SHL, SHR, SAR, SHLD, SHRD ->
          insn.kind(insn.operandCount() - 1) != OperandKind.IMMEDIATE
              || (insn.imm() & (insn.width() == 64 ? 63 : 31)) == 0
              || insn.imm() >= insn.width() && insn.operandCount() == 3;
      case SYSCALL, SYSRET, RSM -> true;
      default ->
          switch (row.feature()) {
            case VMX, SGX, CET -> true;
            default -> false;
          };
    };
  }
}
