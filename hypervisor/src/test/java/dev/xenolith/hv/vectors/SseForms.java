package dev.xenolith.hv.vectors;

import java.util.List;
import java.util.Set;

/** The rows of the instruction table that work on MMX and XMM registers. */
final class SseForms {
  private static final Set<String> FEATURES =
      Set.of("mmx", "sse", "sse2", "sse3", "ssse3", "sse4_1", "sse4_2", "aes", "pclmul", "sha");

  /** They came with these features, and have neither registers nor state of theirs. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "prefetchnta",
          "prefetcht0",
          "prefetcht1",
          "prefetcht2",
          "sfence",
          "lfence",
          "mfence",
          "movnti",
          "fisttp",
          "crc32");

  private static final List<InsnForm> ALL =
      InsnForms.all().stream()
          .filter(f -> FEATURES.contains(f.cpu()) && !ELSEWHERE.contains(f.op()))
          .toList();

  private SseForms() {}

  /** The rows, in the order of the table. */
  static List<InsnForm> all() {
    return ALL;
  }

  /** The operand that modrm.rm names, or null. */
  static String rm(InsnForm form) {
    for (String o : form.operands()) {
      if (!o.equals("XMM0") && "EMNQRUW".indexOf(o.charAt(0)) >= 0) {
        return o;
      }
    }
    return null;
  }

  /** Bytes of an operand in memory. */
  static int size(String operand, boolean wide) {
    return switch (operand.charAt(operand.length() - 1)) {
      case 'b' -> 1;
      case 'w' -> 2;
      case 'd' -> 4;
      case 'q' -> 8;
      case 'y' -> wide ? 8 : 4;
      default -> 16;
    };
  }

  /** Whether an operand may be memory. */
  static boolean inMemory(String operand) {
    return operand.length() == 4 || "EMQW".indexOf(operand.charAt(0)) >= 0;
  }

  /** Whether an operand may be a register. */
  static boolean inRegister(String operand) {
    return operand.charAt(0) != 'M';
  }

  /** Whether a row has an operand of one of these methods. */
  static boolean has(InsnForm form, String methods) {
    return form.operands().stream()
        .anyMatch(o -> !o.equals("XMM0") && methods.indexOf(o.charAt(0)) >= 0);
  }
}
