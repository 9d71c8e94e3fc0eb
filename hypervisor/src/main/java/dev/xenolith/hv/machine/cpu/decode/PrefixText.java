package dev.xenolith.hv.machine.cpu.decode;

import java.util.Arrays;

/**
 * Writes the prefixes that the rest of the text does not already show. A prefix is shown by what it
 * changes: an operand, a size, the name. Of several of one kind only the last counts.
 */
final class PrefixText {
  private static final int KINDS = 6;
  private static final int OPERAND_SIZE = 0;
  private static final int ADDRESS_SIZE = 1;
  private static final int SEGMENT = 2;
  private static final int REPEAT_F3 = 3;
  private static final int REPEAT_F2 = 4;
  private static final int OTHER = 5;

  private PrefixText() {}

  static void write(Insn insn, Syntax syntax, StringBuilder to) {
    int[] last = new int[KINDS];
    Arrays.fill(last, -1);
    for (int i = 0; i < insn.prefixLength; i++) {
      last[kind(insn.bytes[i])] = i;
    }
    for (int i = 0; i < insn.prefixLength; i++) {
      int prefix = insn.bytes[i] & 0xff;
      int kind = kind(insn.bytes[i]);
      String word = word(insn, syntax, prefix, kind, last[kind] == i && kind != OTHER);
      if (word != null) {
        to.append(word).append(' ');
      }
    }
    if (insn.rex != 0 && insn.rex != RexUse.used(insn)) {
      to.append(rexName(insn.rex)).append(' ');
    }
  }

  private static int kind(byte prefix) {
    return switch (prefix & 0xff) {
      case 0x66 -> OPERAND_SIZE;
      case 0x67 -> ADDRESS_SIZE;
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 -> SEGMENT;
      case 0xf3 -> REPEAT_F3;
      case 0xf2 -> REPEAT_F2;
      default -> OTHER;
    };
  }

  /** The word for one prefix byte, or null when the text shows it otherwise. */
  private static String word(Insn insn, Syntax syntax, int prefix, int kind, boolean counts) {
    return switch (kind) {
      case OPERAND_SIZE ->
          counts && SizeUse.operandSize(insn)
              ? null
              : insn.mode == CodeMode.BITS16 ? "data32" : "data16";
      case ADDRESS_SIZE ->
          counts && SizeUse.addressSize(insn, syntax)
              ? null
              : insn.mode == CodeMode.BITS32 ? "addr16" : "addr32";
      case SEGMENT -> segmentWord(insn, syntax, prefix, counts);
      case REPEAT_F3 -> counts ? repeatWord(insn, 0xf3) : "repz";
      case REPEAT_F2 -> counts ? repeatWord(insn, 0xf2) : "repnz";
      default -> prefix == 0xf0 ? "lock" : rexName(prefix);
    };
  }

  private static String segmentWord(Insn insn, Syntax syntax, int prefix, boolean counts) {
    if (counts && insn.row != null) {
      boolean hint = prefix == 0x2e || prefix == 0x3e;
      switch (insn.op()) {
        case JCC, LOOP, LOOPE, LOOPNE, JCXZ -> {
          if (hint && syntax == Syntax.ATT) {
            return null;
          }
        }
        case CALL_IND, JMP_IND -> {
          if (isNoTrack(insn)) {
            return "notrack";
          }
        }
        default -> {}
      }
      if (insn.segment != Insn.NONE
          && (insn.segmentOverride != Insn.NONE || impliesSegment(insn))) {
        return null;
      }
    }
    return switch (prefix) {
      case 0x26 -> "es";
      case 0x2e -> "cs";
      case 0x36 -> "ss";
      case 0x3e -> "ds";
      case 0x64 -> "fs";
      default -> "gs";
    };
  }

  /** Whether the segment is always written, even where a prefix cannot change it. */
  private static boolean impliesSegment(Insn insn) {
    return switch (insn.op()) {
      case MOVS, CMPS, LODS, OUTS, XLAT -> true;
      default -> false;
    };
  }

  /** Whether a DS prefix keeps an indirect branch from being tracked. */
  static boolean isNoTrack(Insn insn) {
    return (insn.op() == Op.CALL_IND || insn.op() == Op.JMP_IND)
        && insn.lastSegmentPrefix() == 0x3e
        && insn.segmentOverride < Encoding.FS;
  }

  private static String repeatWord(Insn insn, int prefix) {
    boolean f3 = prefix == 0xf3;
    String plain = f3 ? "repz" : "repnz";
    Row row = insn.row;
    if (row == null) {
      return plain;
    }
    if (row.prefix == (f3 ? Row.PREFIX_F3 : Row.PREFIX_F2)) {
      return null;
    }
    if (row.has(Row.Attribute.REP) && f3) {
      return "rep";
    }
    if (!f3 && isNearBranch(insn)) {
      return "bnd";
    }
    if (insn.hasMemory()) {
      boolean exchange = insn.op() == Op.XCHG;
      boolean store =
          insn.op() == Op.MOV && insn.kind(0) == OperandKind.MEMORY && insn.row.usesModrm;
      if (exchange || row.lockable() && insn.locked() || f3 && store) {
        return f3 ? "xrelease" : "xacquire";
      }
    }
    return plain;
  }

  private static boolean isNearBranch(Insn insn) {
    return switch (insn.op()) {
      case JCC, JMP, CALL, RET, JMP_IND, CALL_IND -> true;
      default -> false;
    };
  }

  static String rexName(int rex) {
    String bits =
        ((rex & 8) != 0 ? "W" : "")
            + ((rex & 4) != 0 ? "R" : "")
            + ((rex & 2) != 0 ? "X" : "")
            + ((rex & 1) != 0 ? "B" : "");
    return bits.isEmpty() ? "rex" : "rex." + bits;
  }
}
