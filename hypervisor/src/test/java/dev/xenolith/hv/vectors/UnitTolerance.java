package dev.xenolith.hv.vectors;

import java.util.HexFormat;

/**
 * Compares floating-point states. Not compared is the upper half of MXCSR's word (its mask of
 * bits), and, where no exception waits, opcode and pointers of the last x87 instruction: AMD's
 * processors save them only then. Cases that want to know them end with FNSTENV. The transcendental
 * functions may differ in the last place, and then in C1.
 */
final class UnitTolerance {
  private static final long MXCSR = 0xFFFFFFFFL;
  private static final long WAITING = 0x80L << 16;
  private static final long WITHOUT_OPCODE = 0xFFFFFFFFFFFFL;
  private static final long C1 = 0x200L << 16;

  private UnitTolerance() {}

  /** What differs, or null. */
  static String difference(UnitCase c, long[] expected, long[] is) {
    boolean inexact = transcendental(c.base().insn());
    for (int i = 0; i < UnitCase.WORDS; i++) {
      long differing = (expected[i] ^ is[i]) & mask(expected, i);
      if (differing != 0 && inexact) {
        differing = i == UnitCase.X87 ? differing & ~C1 : adjacent(expected, is, i) ? 0 : differing;
      }
      if (differing != 0) {
        return "state differs in word " + i;
      }
    }
    return null;
  }

  private static long mask(long[] expected, int word) {
    boolean waiting = (expected[UnitCase.X87] & WAITING) != 0;
    return switch (word) {
      case UnitCase.X87 -> waiting ? -1 : WITHOUT_OPCODE;
      case UnitCase.X87 + 1, UnitCase.X87 + 2 -> waiting ? -1 : 0;
      case UnitCase.MXCSR -> MXCSR;
      default -> -1;
    };
  }

  /** Whether a register of the x87 is one unit of the last place away. */
  private static boolean adjacent(long[] expected, long[] is, int word) {
    if (word < UnitCase.ST || word >= UnitCase.XMM) {
      return false;
    }
    int low = word & ~1;
    int exponents = (int) (is[low + 1] - expected[low + 1]);
    long significands = is[low] - expected[low];
    // Exponents 0 and 1 mean the same.
    boolean denormal = Math.max(is[low + 1] & 0x7FFF, expected[low + 1] & 0x7FFF) == 1;
    boolean same = (exponents == 0 || denormal) && Math.abs(significands) == 1;
    boolean up = exponents == 1 && is[low] == Long.MIN_VALUE && expected[low] == -1;
    boolean down = exponents == -1 && expected[low] == Long.MIN_VALUE && is[low] == -1;
    return same || up || down;
  }

  /** F2XM1, FYL2X, FPTAN, FPATAN, FYL2XP1, FSINCOS, FSIN, FCOS. */
  static boolean transcendental(byte[] insn) {
    String text = HexFormat.of().formatHex(insn);
    return text.matches("((3e|66|f2|f3|48)*)d9f([01239bef]).*");
  }
}
