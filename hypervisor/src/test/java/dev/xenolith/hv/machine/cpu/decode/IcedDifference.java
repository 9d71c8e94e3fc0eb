package dev.xenolith.hv.machine.cpu.decode;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Why length, validity or operands are not those of iced-x86 1.21.0, class by class. First match
 * explains.
 */
enum IcedDifference {
  NOT_IN_THIS_MACHINE(
      "Instructions of other makers and of later extensions that the machine does not have.",
      s ->
          isValid(s)
              && !s.hasRow()
              && (Extensions.inIced(part(s, 1)) || s.opcodeText().matches("0fa[67]"))),
  ONLY_IN_64_BIT_CODE(
      "SYSCALL and SYSRET are undefined outside 64-bit code on Intel's processors; iced-x86 follows"
          + " AMD.",
      s -> isValid(s) && !s.hasRow() && s.mode != CodeMode.BITS64 && part(s, 1).startsWith("sys")),
  WRITTEN_WITHOUT_OPERANDS(
      "Operands that are implied are written by one and not by the other: ST(0), XMM0, the register"
          + " of a no-operation, the address of MASKMOVQ.",
      s -> sameLength(s) && isImplied(s.insn.op())),
  WORD_REGISTERS(
      "Registers of which 16 bits are read are written with the operand size.",
      s -> sameLength(s) && readsWord(s.insn.op())),
  BYTES_AND_WORDS_OF_VECTORS(
      "PEXTRB, PEXTRW, PINSRB, PINSRW, EXTRACTPS use 32 bits of a register, zero-extended; iced-x86"
          + " writes 64 after REX.W.",
      s -> sameLength(s) && s.rexW() && movesElement(s.insn.op())),
  PTWRITE_AFTER_66(
      "PTWRITE, which the machine does not have, is undefined after 66.",
      s -> !isValid(s) && s.isOp(Op.PTWRITE));

  private final String reason;
  private final Predicate<Specimen> holds;

  IcedDifference(String reason, Predicate<Specimen> holds) {
    this.reason = reason;
    this.holds = holds;
  }

  /** One sentence for the list of differences. */
  String reason() {
    return reason;
  }

  private static boolean isImplied(Op op) {
    return switch (op) {
      case FCOM,
          FCOMP,
          FUCOM,
          FUCOMP,
          FXCH,
          NOP,
          XCHG,
          PBLENDVB,
          BLENDVPS,
          BLENDVPD,
          SHA256RNDS2,
          MASKMOVQ,
          MASKMOVDQU ->
          true;
      default -> false;
    };
  }

  private static boolean movesElement(Op op) {
    return switch (op) {
      case PEXTRB, PEXTRW, PINSRB, PINSRW, EXTRACTPS -> true;
      default -> false;
    };
  }

  private static boolean readsWord(Op op) {
    return switch (op) {
      case ARPL, LLDT, LTR, VERR, VERW, LMSW -> true;
      default -> false;
    };
  }

  private static boolean sameLength(Specimen s) {
    return isValid(s)
        && s.outcome == Decoded.OK
        && part(s, 0).equals(Integer.toString(s.insn.length()));
  }

  static boolean isValid(Specimen specimen) {
    return !specimen.iced.equals("0");
  }

  /** A part of the line iced.cjs wrote: 0 length, 1 mnemonic, 2 flags, 3 operands. */
  static String part(Specimen specimen, int part) {
    return specimen.iced.split("\\|", 4)[part];
  }

  static boolean agrees(Specimen specimen) {
    if (!isValid(specimen)) {
      return specimen.outcome != Decoded.OK;
    }
    return specimen.outcome == Decoded.OK
        && part(specimen, 0).equals(Integer.toString(specimen.insn.length()))
        && part(specimen, 3).equals(CanonicalText.of(specimen.insn, Specimen.ADDRESS));
  }

  /** The class that explains a disagreement. */
  static Optional<IcedDifference> explaining(Specimen specimen) {
    for (IcedDifference difference : values()) {
      if (difference.holds.test(specimen)) {
        return Optional.of(difference);
      }
    }
    return Optional.empty();
  }
}
