package dev.xenolith.hv.vectors;

import java.util.List;
import java.util.Set;

/**
 * One row of the instruction table as the case generator reads it. It is read here independently of
 * the decoder, so that an error in the decoder's reading shows.
 *
 * @param text the row, for messages
 * @param prefix np, nf, 66, f2, f3, or empty
 * @param opcode the fixed bytes of the opcode
 * @param digit modrm.reg, or -1
 * @param fixedModrm the whole modrm byte, or -1
 * @param variants how many opcodes the row stands for: 1, 8 (+r, +i), 16 (+cc)
 * @param op its meaning
 * @param operands in Intel order
 * @param attributes words after the operands
 */
record InsnForm(
    String text,
    String prefix,
    int[] opcode,
    int digit,
    int fixedModrm,
    int variants,
    String op,
    List<String> operands,
    Set<String> attributes) {

  static final int CF = 1;
  static final int PF = 4;
  static final int AF = 0x10;
  static final int ZF = 0x40;
  static final int SF = 0x80;
  static final int OF = 0x800;

  boolean hasModrm() {
    if (digit >= 0 || fixedModrm >= 0) {
      return true;
    }
    return operands.stream().anyMatch(o -> "EGMRSCD".indexOf(method(o)) >= 0 && !isRegister(o));
  }

  /** The letter of the operand's addressing method; sIb answers I. */
  static char method(String operand) {
    return operand.startsWith("sI") ? 'I' : operand.charAt(0);
  }

  /** Whether the operand names a fixed register or number rather than a method. */
  static boolean isRegister(String operand) {
    return switch (operand) {
      case "AL", "CL", "DX", "ES", "CS", "SS", "DS", "FS", "GS", "rAX", "eAX", "1" -> true;
      default -> false;
    };
  }

  /** The operand that modrm.rm names, or null. */
  String rm() {
    for (String o : operands) {
      if (!isRegister(o) && "EMR".indexOf(method(o)) >= 0) {
        return o;
      }
    }
    return null;
  }

  boolean has(String attribute) {
    return attributes.contains(attribute);
  }

  /** The feature it came with, or empty. */
  String cpu() {
    return word("cpu:");
  }

  /** The flags that the row calls undefined. */
  int undefinedFlags() {
    int flags = 0;
    for (char c : word("u:").toCharArray()) {
      flags |=
          switch (c) {
            case 'O' -> OF;
            case 'S' -> SF;
            case 'Z' -> ZF;
            case 'A' -> AF;
            case 'P' -> PF;
            case 'C' -> CF;
            default -> throw new IllegalArgumentException(text);
          };
    }
    return flags;
  }

  private String word(String start) {
    for (String a : attributes) {
      if (a.startsWith(start)) {
        return a.substring(start.length());
      }
    }
    return "";
  }
}
