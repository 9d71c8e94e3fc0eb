package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Op;

/** Products and sums of packed integers within 64 bits: each half of an XMM register alike. */
final class PackedProducts {
  private static final int WORD = 16;

  private PackedProducts() {}

  static long product(Op op, long a, long b) {
    return switch (op) {
      case PMULUDQ -> (a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL);
      case PMULDQ -> (long) (int) a * (int) b;
      case PMULLD -> (int) a * (int) b & 0xFFFFFFFFL | (a >>> 32) * (b >>> 32) << 32;
      case PMADDWD -> pairs(a, b) & 0xFFFFFFFFL | (long) pairs(a >> 32, b >> 32) << 32;
      case PMADDUBSW -> mixedPairs(a, b);
      case PSADBW -> distance(a, b);
      default -> words(op, a, b);
    };
  }

  private static long words(Op op, long a, long b) {
    long result = 0;
    for (int at = 0; at < Long.SIZE; at += WORD) {
      result |= (word(op, (int) (a >>> at), (int) (b >>> at)) & 0xFFFFL) << at;
    }
    return result;
  }

  private static int word(Op op, int a, int b) {
    return switch (op) {
      case PMULLW -> a * b;
      case PMULHW -> (short) a * (short) b >> WORD;
      case PMULHUW -> (a & 0xFFFF) * (b & 0xFFFF) >>> WORD;
      default -> ((short) a * (short) b >> 14) + 1 >> 1; // PMULHRSW
    };
  }

  /** Two words times two words, added up. */
  private static int pairs(long a, long b) {
    return (short) a * (short) b + (short) (a >> WORD) * (short) (b >> WORD);
  }

  /** Unsigned bytes of a times signed ones of b, added up in pairs, saturated. */
  private static long mixedPairs(long a, long b) {
    long result = 0;
    for (int at = 0; at < Long.SIZE; at += WORD) {
      int x = (int) (a >>> at);
      int y = (int) (b >>> at);
      int sum = (x & 0xFF) * (byte) y + (x >> 8 & 0xFF) * (byte) (y >> 8);
      result |= (saturated(sum) & 0xFFFFL) << at;
    }
    return result;
  }

  /** A number brought into the range of a signed word. */
  static int saturated(int value) {
    return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  /** Sum of the absolute differences of eight bytes. */
  private static long distance(long a, long b) {
    int sum = 0;
    for (int at = 0; at < Long.SIZE; at += 8) {
      sum += Math.abs((int) (a >>> at & 0xFF) - (int) (b >>> at & 0xFF));
    }
    return sum;
  }

  /** PHADDW and its like: neighbours of {@code low}, then of {@code high}, added or subtracted. */
  static long horizontal(Op op, long low, long high) {
    return switch (op) {
      case PHADDD -> (int) low + (int) (low >> 32) & 0xFFFFFFFFL | high + (high >>> 32) << 32;
      case PHSUBD -> (int) low - (int) (low >> 32) & 0xFFFFFFFFL | high - (high >>> 32) << 32;
      default -> neighbours(op, low) | neighbours(op, high) << 32;
    };
  }

  private static long neighbours(Op op, long a) {
    int first = neighbour(op, (short) a, (short) (a >> WORD)) & 0xFFFF;
    int second = neighbour(op, (short) (a >> 32), (short) (a >> 48)) & 0xFFFF;
    return first | (long) second << WORD;
  }

  private static int neighbour(Op op, int a, int b) {
    return switch (op) {
      case PHADDW -> a + b;
      case PHSUBW -> a - b;
      case PHADDSW -> saturated(a + b);
      default -> saturated(a - b);
    };
  }

  /**
   * Half of MPSADBW: four words, each the distance of four bytes of a 64-bit window from the four
   * low bytes of {@code block}.
   */
  static long distances(long window, int block) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      int sum = 0;
      for (int at = 0; at < 32; at += 8) {
        sum += Math.abs((int) (window >>> 8 * i + at & 0xFF) - (block >>> at & 0xFF));
      }
      result |= (long) sum << WORD * i;
    }
    return result;
  }

  /** PHMINPOSUW: the least of eight unsigned words, and in bits 16 to 18 where it is first. */
  static long least(long low, long high) {
    int best = 0x10000;
    int where = 0;
    for (int i = 0; i < 8; i++) {
      int value = (int) ((i < 4 ? low : high) >>> WORD * (i & 3) & 0xFFFF);
      if (value < best) {
        best = value;
        where = i;
      }
    }
    return best | where << WORD;
  }
}
