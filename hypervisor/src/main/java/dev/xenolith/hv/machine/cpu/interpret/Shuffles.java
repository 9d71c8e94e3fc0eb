package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Op;

/** Elements that change places or widths. */
final class Shuffles {
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final long EVEN_WORDS = 0x0000FFFF0000FFFFL;
  private static final long EVEN_BYTES = 0x00FF00FF00FF00FFL;
  private static final int WORD = 16;

  private Shuffles() {}

  /** PUNPCKLBW and its like: the low 32 bits of both, element by element, a's first. */
  static long interleave(Op op, long a, long b) {
    return switch (op) {
      case PUNPCKLBW, PUNPCKHBW -> spreadBytes(a) | spreadBytes(b) << 8;
      case PUNPCKLWD, PUNPCKHWD -> spreadWords(a) | spreadWords(b) << WORD;
      default -> a & LOW_32 | b << 32;
    };
  }

  private static long spreadWords(long a) {
    return (a & 0xFFFF | a << WORD) & EVEN_WORDS;
  }

  private static long spreadBytes(long a) {
    long words = spreadWords(a);
    return (words | words << 8) & EVEN_BYTES;
  }

  /** PACKSSWB and its like: elements of {@code low}, then of {@code high}, halved in width. */
  static long pack(Op op, long low, long high) {
    return switch (op) {
      case PACKSSDW, PACKUSDW -> packDwords(op, low) | packDwords(op, high) << 32;
      default -> packWords(op, low) | packWords(op, high) << 32;
    };
  }

  private static long packWords(Op op, long a) {
    int least = op == Op.PACKSSWB ? Byte.MIN_VALUE : 0;
    int most = op == Op.PACKSSWB ? Byte.MAX_VALUE : 0xFF;
    long result = 0;
    for (int i = 0; i < 4; i++) {
      int element = Math.clamp((short) (a >>> WORD * i), least, most);
      result |= (element & 0xFFL) << 8 * i;
    }
    return result;
  }

  private static long packDwords(Op op, long a) {
    int least = op == Op.PACKSSDW ? Short.MIN_VALUE : 0;
    int most = op == Op.PACKSSDW ? Short.MAX_VALUE : 0xFFFF;
    int first = Math.clamp((int) a, least, most) & 0xFFFF;
    return first | (Math.clamp((int) (a >> 32), least, most) & 0xFFFFL) << WORD;
  }

  /** Four words of a, each chosen by two bits of the order. */
  static long words(long a, int order) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      result |= (a >>> WORD * (order >>> 2 * i & 3) & 0xFFFF) << WORD * i;
    }
    return result;
  }

  /** Two of four doublewords, each chosen by two bits of the order. */
  static long dwords(long low, long high, int order) {
    return dword(low, high, order) | dword(low, high, order >>> 2) << 32;
  }

  /** One of four doublewords. */
  static long dword(long low, long high, int which) {
    return ((which & 2) == 0 ? low : high) >>> 32 * (which & 1) & LOW_32;
  }

  /** PSHUFB: bytes of 16 (or, with mask 7, of 8) chosen by eight bytes of order. */
  static long bytes(long low, long high, long order, int mask) {
    long result = 0;
    for (int at = 0; at < Long.SIZE; at += 8) {
      int which = (int) (order >>> at);
      if ((which & 0x80) == 0) {
        long from = (which & mask & 8) == 0 ? low : high;
        result |= (from >>> 8 * (which & 7) & 0xFF) << at;
      }
    }
    return result;
  }

  /** PMOVSX and PMOVZX: an eighth, quarter or half of a word, widened to all of it. */
  static long extend(Op op, long a) {
    return switch (op) {
      case PMOVSXBW -> signed(spreadBytes(a), 0x0080008000800080L, Lanes.WORDS);
      case PMOVSXWD -> signed(spreadWords(a), 0x0000800000008000L, Lanes.DWORDS);
      case PMOVSXBD -> signed(a & 0xFF | (a >>> 8 & 0xFF) << 32, 0x0000008000000080L, Lanes.DWORDS);
      case PMOVSXBQ -> (byte) a;
      case PMOVSXWQ -> (short) a;
      case PMOVSXDQ -> (int) a;
      case PMOVZXBW -> spreadBytes(a);
      case PMOVZXWD -> spreadWords(a);
      case PMOVZXBD -> a & 0xFF | (a >>> 8 & 0xFF) << 32;
      case PMOVZXBQ -> a & 0xFF;
      case PMOVZXWQ -> a & 0xFFFF;
      default -> a & LOW_32;
    };
  }

  /** Elements zero-extended, made signed: {@code signs} has where the narrow ones have theirs. */
  private static long signed(long a, long signs, long top) {
    return Lanes.subtract(a ^ signs, signs, top);
  }

  /** How many bits of the source PMOVSX and PMOVZX take for 64 bits of the result. */
  static int extendedFrom(Op op) {
    return switch (op) {
      case PMOVSXBW, PMOVSXWD, PMOVSXDQ, PMOVZXBW, PMOVZXWD, PMOVZXDQ -> 32;
      case PMOVSXBD, PMOVSXWQ, PMOVZXBD, PMOVZXWQ -> 16;
      default -> 8;
    };
  }

  /** The top bits of eight bytes. */
  static int signsOfBytes(long a) {
    // Each top bit is moved to its place in the highest byte; no two products meet.
    return (int) ((a >>> 7 & 0x0101010101010101L) * 0x0102040810204080L >>> 56);
  }

  /** A mask of words from the low four bits. */
  static long wordMask(int bits) {
    long mask = 0;
    for (int i = 0; i < 4; i++) {
      mask |= (bits >>> i & 1) == 0 ? 0 : 0xFFFFL << WORD * i;
    }
    return mask;
  }

  /** A mask of doublewords from the low two bits. */
  static long dwordMask(int bits) {
    return ((bits & 1) == 0 ? 0 : LOW_32) | ((bits & 2) == 0 ? 0 : LOW_32 << 32);
  }
}
