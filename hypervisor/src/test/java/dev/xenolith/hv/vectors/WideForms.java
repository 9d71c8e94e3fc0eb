package dev.xenolith.hv.vectors;

import java.util.List;
import java.util.Set;

/** The rows of the instruction table that 64-bit cases without vector registers are made of. */
final class WideForms {
  /**
   * What is judged elsewhere: other segments, gates, ports, and what the harness could not come
   * back from.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "mov_to_sreg",
          "pop_sreg",
          "lss",
          "lfs",
          "lgs",
          "lar",
          "lsl",
          "verr",
          "verw",
          "call_far",
          "jmp_far",
          "ret_far",
          "iret",
          "int",
          "int3",
          "fxsave",
          "fxrstor");

  private static final List<InsnForm> ALL =
      InsnForms.executable64().stream()
          .filter(f -> !ELSEWHERE.contains(f.op()) && !f.has("priv"))
          .filter(f -> !f.has("iopl") || f.op().equals("pushf") || f.op().equals("popf"))
          .toList();

  private WideForms() {}

  /** The rows, in the order of the table. */
  static List<InsnForm> all() {
    return ALL;
  }

  /** Bytes of an operand, where the operand size is this many. */
  static int size(InsnForm form, String operand, int operandSize, boolean wide) {
    if (form.op().equals("lea")) {
      return 1;
    }
    return switch (operand.charAt(operand.length() - 1)) {
      case 'b' -> 1;
      case 'w' -> 2;
      case 'd' -> 4;
      case 'q' -> 8;
      case 'z' -> Math.min(4, operandSize);
      case 'y' -> wide ? 8 : 4;
      case '2' -> wide ? 16 : 8;
      default -> operandSize;
    };
  }
}
