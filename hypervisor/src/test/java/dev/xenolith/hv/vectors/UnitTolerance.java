package dev.xenolith.hv.vectors;

/**
 * Compares floating-point states. Not compared is the upper half of MXCSR's word (its mask of
 * bits), and, where no exception waits, opcode and pointers of the last x87 instruction: AMD's
 * processors save them only then. Cases that want to know them end with FNSTENV.
 */
final class UnitTolerance {
  private static final long MXCSR = 0xFFFFFFFFL;
  private static final long WAITING = 0x80L << 16;
  private static final long WITHOUT_OPCODE = 0xFFFFFFFFFFFFL;

  /** What differs, or null. */
  String difference(UnitCase c, long[] expected, long[] is) {
    boolean waiting = (expected[UnitCase.X87] & WAITING) != 0;
    for (int i = 0; i < UnitCase.WORDS; i++) {
      long mask =
          switch (i) {
            case UnitCase.X87 -> waiting ? -1 : WITHOUT_OPCODE;
            case UnitCase.X87 + 1, UnitCase.X87 + 2 -> waiting ? -1 : 0;
            case UnitCase.MXCSR -> MXCSR;
            default -> -1;
          };
      if (((expected[i] ^ is[i]) & mask) != 0) {
        return "state differs in word " + i;
      }
    }
    return null;
  }
}
