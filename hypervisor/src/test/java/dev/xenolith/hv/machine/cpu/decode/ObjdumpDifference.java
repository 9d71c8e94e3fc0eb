package dev.xenolith.hv.machine.cpu.decode;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Why the text, length or validity is not objdump's (binutils 2.40), class by class. First match
 * explains.
 */
enum ObjdumpDifference {
  TOO_LONG(
      "An instruction of more than 15 bytes raises #GP; objdump writes what it makes of it.",
      s -> s.outcome == Decoded.TOO_LONG),
  STRAY_REX(
      "A REX prefix that another prefix follows has no effect; objdump writes it as a line of its"
          + " own.",
      Specimen::strayRex),
  FWAIT_IS_ITS_OWN_INSTRUCTION(
      "9B is an instruction that can fault and be interrupted by itself; objdump takes it for a"
          + " prefix of the x87 instruction after it.",
      s -> s.isOp(Op.FWAIT)),
  VECTOR_EXTENSIONS(
      "VEX, EVEX and XOP encodings are not part of the machine: C4, C5, 62, 8F are the old"
          + " instructions or undefined.",
      s -> !s.hasRow() && Set.of("c4", "c5", "62", "8f").contains(first(s))),
  MEMORY_PROTECTION_EXTENSIONS(
      "0F 1A and 0F 1B are no-operations on processors without MPX.",
      s -> s.isOp(Op.NOP) && (s.opcodeText().equals("0f1a") || s.opcodeText().equals("0f1b"))),
  TEST_REGISTERS(
      "The test registers of the 80386 and 80486 are gone.",
      s -> !s.hasRow() && s.objdumpAtt.contains("%tr")),
  NOT_IN_THIS_MACHINE(
      "Instructions of other makers and of later extensions that the machine does not have: 3DNow!,"
          + " SVM, SSE4a, WAITPKG, user interrupts, key locker, GFNI and others.",
      s -> !s.hasRow() && !s.objdumpIsBad() && Extensions.contains(s.objdumpAtt)),
  PREFIX_MAKES_IT_UNDEFINED(
      "The manual has the row only without, or only with, one of 66, F2, F3; objdump ignores the"
          + " prefix.",
      s -> !s.hasRow() && !s.objdumpIsBad() && (s.has66() || s.hasRepeat())),
  ONLY_IN_64_BIT_CODE(
      "SYSCALL, SYSRET, SWAPGS and the FS and GS base instructions are undefined outside 64-bit"
          + " code (SDM); objdump writes them everywhere.",
      s -> !s.hasRow() && s.mode != CodeMode.BITS64 && Extensions.only64(s.objdumpAtt)),
  UNDOCUMENTED_BUT_THERE(
      "Silicon executes SALC and the aliases of x87 instructions; objdump calls them bad.",
      s -> s.objdumpIsBad() && s.hasRow() && (s.isOp(Op.SALC) || isX87(s))),
  FENCES_IGNORE_RM(
      "LFENCE, MFENCE, SFENCE ignore modrm.rm (SDM); objdump knows rm 0 only.",
      s -> s.objdumpIsBad() && s.isOp(Op.LFENCE, Op.MFENCE, Op.SFENCE)),
  PREFETCH_OF_A_REGISTER(
      "0F 0D with a register is a no-operation; objdump calls it bad.",
      s -> s.isOp(Op.NOP) && s.opcodeText().equals("0f0d")),
  PREFIX_TABLE(
      "objdump calls some instructions bad after 66, F2 or F3 although these do not matter there.",
      s -> s.objdumpIsBad() && s.hasRow() && (s.has66() || s.hasRepeat())),
  LOCKED_CONTROL_REGISTERS(
      "LOCK before MOV of a control register means CR8 to CR15 on AMD and is undefined on Intel.",
      s -> s.isOp(Op.MOV_FROM_CR, Op.MOV_TO_CR) && s.insn.locked()),
  FAR_POINTERS_OF_80_BITS(
      "A far pointer with REX.W has 80 bits (SDM); objdump follows AMD's 48.",
      s -> s.sameLength() && s.rexW() && s.isOp(Op.LSS, Op.LFS, Op.LGS, Op.CALL_FAR, Op.JMP_FAR)),
  EIP_RELATIVE(
      "The sum of an EIP-relative address is truncated to 32 bits; objdump's comment shows 64.",
      s -> s.sameLength() && s.insn.base() == Insn.BASE_RIP && s.insn.addressSize() == 32),
  BOTH_66_AND_REPEAT(
      "66 together with F2 or F3: objdump's tables take one for the other in some rows (MOVQ2DQ"
          + " between SSE registers, 16-bit RDFSBASE).",
      s -> s.sameLength() && s.has66() && s.hasRepeat()),
  PREFETCH_HINTS(
      "Later hints in 0F 18 are no-operations here.",
      s -> s.sameLength() && s.isOp(Op.NOP) && s.opcodeText().equals("0f18") && !blanksOnly(s)),
  BOTH_66_AND_REX_W(
      "66 has no effect together with REX.W; objdump shows it before some instructions and not"
          + " before others.",
      s -> s.sameLength() && s.has66() && s.rexW()),
  BOTH_REPEATS(
      "F2 and F3 together: the last counts here; objdump counts one or the other, depending on the"
          + " row.",
      s -> s.sameLength() && s.has(Insn.PREFIX_REP) && s.has(Insn.PREFIX_REPNE)),
  SEVERAL_SEGMENT_PREFIXES(
      "Branches with several segment prefixes: the last is the hint here; objdump looks for any.",
      s -> s.sameLength() && s.segmentPrefixes() > 1 && isBranch(s)),
  SHORT_BRANCH_OF_16_BITS(
      "66 before a short branch truncates its target to 16 bits; objdump writes it whole.",
      s -> s.sameLength() && s.has66() && isBranch(s)),
  RESERVED_BITS_OF_AN_IMMEDIATE(
      "PCLMULQDQ selects by bits 0 and 4; objdump names an immediate of 2 or 3 as if it were 16 or"
          + " 17.",
      s -> s.sameLength() && s.isOp(Op.PCLMULQDQ)),
  BLANKS(
      "The same words; objdump counts the prefixes differently when it pads some no-operations.",
      s -> s.sameLength() && blanksOnly(s));

  private final String reason;
  private final Predicate<Specimen> holds;

  ObjdumpDifference(String reason, Predicate<Specimen> holds) {
    this.reason = reason;
    this.holds = holds;
  }

  /** One sentence for the list of differences. */
  String reason() {
    return reason;
  }

  /** The class that explains a disagreement. */
  static Optional<ObjdumpDifference> explaining(Specimen specimen) {
    for (ObjdumpDifference difference : values()) {
      if (difference.holds.test(specimen)) {
        return Optional.of(difference);
      }
    }
    return Optional.empty();
  }

  private static String first(Specimen s) {
    String text = s.opcodeText();
    return text.length() < 2 ? "" : text.substring(0, 2);
  }

  /** The mnemonic in a text, after the prefixes. */
  static String word(String text) {
    String last = "";
    for (String word : text.split(" +")) {
      if (!Extensions.isPrefix(word)) {
        return word;
      }
      last = word;
    }
    return last;
  }

  private static boolean isX87(Specimen s) {
    return s.insn.row().map == 0 && s.insn.opcode() >= 0xd8 && s.insn.opcode() <= 0xdf;
  }

  private static boolean isBranch(Specimen s) {
    return s.isOp(
        Op.JCC, Op.LOOP, Op.LOOPE, Op.LOOPNE, Op.JCXZ, Op.CALL_IND, Op.JMP_IND, Op.JMP, Op.CALL);
  }

  private static boolean blanksOnly(Specimen s) {
    return squeezed(s.att, s.objdumpAtt) && squeezed(s.intel, s.objdumpIntel);
  }

  private static boolean squeezed(String a, String b) {
    return a.replaceAll(" +", " ").equals(b.replaceAll(" +", " "));
  }
}
