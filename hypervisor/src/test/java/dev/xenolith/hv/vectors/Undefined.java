package dev.xenolith.hv.vectors;

/**
 * Which flags the manuals leave undefined after a case: those of its row, and what depends on a
 * shift count.
 */
final class Undefined {
  private static final int ALL = 0x8D5;

  private Undefined() {}

  static int flags(Draft d) {
    int row = d.form.undefinedFlags();
    return switch (d.form.op()) {
      case "rol", "ror", "rcl", "rcr" -> row | (count(d) == 1 ? 0 : InsnForm.OF);
      case "shl", "shr", "sar" -> row | shift(d, size(d));
      case "shld", "shrd" ->
          count(d) > d.operandSize * 8 ? ALL : row | (count(d) == 1 ? 0 : InsnForm.OF);
      default -> row;
    };
  }

  private static int shift(Draft d, int bits) {
    int count = count(d);
    if (count == 0) {
      return 0;
    }
    int undefined = count == 1 ? 0 : InsnForm.OF;
    return undefined | (count > bits && !d.form.op().equals("sar") ? InsnForm.CF : 0);
  }

  private static int size(Draft d) {
    return d.form.operands().getFirst().endsWith("b") ? 8 : d.operandSize * 8;
  }

  /** The shift count as the processor masks it. The immediate is the last byte. */
  private static int count(Draft d) {
    int raw =
        switch (d.form.operands().getLast()) {
          case "1" -> 1;
          case "CL" -> d.gpr[Draft.ECX];
          default -> d.bytes.toByteArray()[d.bytes.size() - 1];
        };
    return raw & 0x1F;
  }
}
