package dev.xenolith.hv.machine.cpu.interpret;

/**
 * The elements of a packed word, all at once: 64 bits seen as bytes, words, doublewords or one
 * quadword. Which of them it is, is told by the mask of the elements' top bits; it is a constant
 * wherever speed matters. Conditions come as elements of all ones or all zeros.
 */
final class Lanes {
  static final long BYTES = 0x8080808080808080L;
  static final long WORDS = 0x8000800080008000L;
  static final long DWORDS = 0x8000000080000000L;
  static final long QWORD = Long.MIN_VALUE;

  private Lanes() {}

  static long add(long a, long b, long top) {
    return (a & ~top) + (b & ~top) ^ (a ^ b) & top;
  }

  static long subtract(long a, long b, long top) {
    return (a | top) - (b & ~top) ^ (a ^ ~b) & top;
  }

  /** Fills the elements whose top bit is set; no other bits may be. */
  static long fill(long tops, long top) {
    return tops | tops - (tops >>> Long.numberOfTrailingZeros(top));
  }

  /** The elements that are negative. */
  static long negative(long a, long top) {
    return fill(a & top, top);
  }

  static long equal(long a, long b, long top) {
    long difference = a ^ b;
    return fill(~((difference & ~top) + ~top | difference) & top, top);
  }

  static long below(long a, long b, long top) {
    return fill((~a & b | ~(a ^ b) & subtract(a, b, top)) & top, top);
  }

  static long less(long a, long b, long top) {
    return below(a ^ top, b ^ top, top);
  }

  /** Elements of a where the mask is set, of b elsewhere. */
  static long select(long mask, long a, long b) {
    return a & mask | b & ~mask;
  }

  static long addSigned(long a, long b, long top) {
    long sum = add(a, b, top);
    return saturate(sum, a, ~(a ^ b) & (a ^ sum), top);
  }

  static long subtractSigned(long a, long b, long top) {
    long difference = subtract(a, b, top);
    return saturate(difference, a, (a ^ b) & (a ^ difference), top);
  }

  /** Where the top bit of {@code overflow} is set: the extreme with the sign of a. */
  private static long saturate(long value, long a, long overflow, long top) {
    long extreme = ((a & top) >>> Long.numberOfTrailingZeros(top)) + ~top;
    return select(negative(overflow, top), extreme, value);
  }

  static long addUnsigned(long a, long b, long top) {
    long sum = add(a, b, top);
    return sum | fill((a & b | (a | b) & ~sum) & top, top);
  }

  static long subtractUnsigned(long a, long b, long top) {
    return subtract(a, b, top) & ~below(a, b, top);
  }

  /** The mean, rounded up. */
  static long average(long a, long b, long top) {
    return subtract(a | b, (a ^ b) >>> 1 & ~top, top);
  }

  static long absolute(long a, long top) {
    long negative = negative(a, top);
    return subtract(a ^ negative, negative, top);
  }

  /** Elements of a, negated where b is negative, 0 where b is. */
  static long sign(long a, long b, long top) {
    long negative = negative(b, top);
    return subtract(a ^ negative, negative, top) & ~equal(b, 0, top);
  }
}
