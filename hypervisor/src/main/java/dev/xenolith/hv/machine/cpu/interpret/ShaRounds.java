package dev.xenolith.hv.machine.cpu.interpret;

/** The steps of SHA-1 and SHA-256 (FIPS 180-4) as instructions have them (SDM vol. 2). */
final class ShaRounds {
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final int[] CONSTANTS = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};

  /** The doublewords of the destination, the lowest first. */
  private final int[] d = new int[4];

  /** Those of the source. */
  private final int[] s = new int[4];

  private int a;
  private int b;
  private int c;
  private int e;
  private int f;
  private int g;
  private int h;

  void load(long oldLow, long oldHigh, long low, long high) {
    split(d, oldLow, oldHigh);
    split(s, low, high);
  }

  private static void split(int[] to, long low, long high) {
    to[0] = (int) low;
    to[1] = (int) (low >> 32);
    to[2] = (int) high;
    to[3] = (int) (high >> 32);
  }

  long low() {
    return d[0] & LOW_32 | (long) d[1] << 32;
  }

  long high() {
    return d[2] & LOW_32 | (long) d[3] << 32;
  }

  /** SHA1NEXTE. */
  void next1() {
    int sum = s[3] + Integer.rotateLeft(d[3], 30);
    System.arraycopy(s, 0, d, 0, 3);
    d[3] = sum;
  }

  /** SHA1MSG1. */
  void message1First() {
    d[3] ^= d[1];
    d[2] ^= d[0];
    d[1] ^= s[3];
    d[0] ^= s[2];
  }

  /** SHA1MSG2. */
  void message1Second() {
    d[3] = Integer.rotateLeft(d[3] ^ s[2], 1);
    d[2] = Integer.rotateLeft(d[2] ^ s[1], 1);
    d[1] = Integer.rotateLeft(d[1] ^ s[0], 1);
    d[0] = Integer.rotateLeft(d[0] ^ d[3], 1);
  }

  /** SHA1RNDS4. The first word of the source has E added already. */
  void rounds1(int function) {
    int last = 0;
    for (int i = 3; i >= 0; i--) {
      int sum = choose(function, d[2], d[1], d[0]) + Integer.rotateLeft(d[3], 5);
      sum += s[i] + last + CONSTANTS[function];
      last = d[0];
      d[0] = d[1];
      d[1] = Integer.rotateLeft(d[2], 30);
      d[2] = d[3];
      d[3] = sum;
    }
  }

  private static int choose(int function, int x, int y, int z) {
    return switch (function) {
      case 0 -> x & y ^ ~x & z;
      case 2 -> x & y ^ x & z ^ y & z;
      default -> x ^ y ^ z;
    };
  }

  /** SHA256MSG1. */
  void message256First() {
    for (int i = 0; i < 4; i++) {
      int next = i < 3 ? d[i + 1] : s[0];
      d[i] += Integer.rotateRight(next, 7) ^ Integer.rotateRight(next, 18) ^ next >>> 3;
    }
  }

  /** SHA256MSG2. */
  void message256Second() {
    for (int i = 0; i < 4; i++) {
      int earlier = i < 2 ? s[i + 2] : d[i - 2];
      d[i] += Integer.rotateRight(earlier, 17) ^ Integer.rotateRight(earlier, 19) ^ earlier >>> 10;
    }
  }

  /** SHA256RNDS2: two rounds, with the words that XMM0 has. */
  void rounds256(int first, int second) {
    a = s[3];
    b = s[2];
    c = d[3];
    int last = d[2];
    e = s[1];
    f = s[0];
    g = d[1];
    h = d[0];
    round256(first, last);
    round256(second, d[3]);
    d[0] = f;
    d[1] = e;
    d[2] = b;
    d[3] = a;
  }

  /** The fourth variable is the one that goes: it is given, the others move on. */
  private void round256(int word, int fourth) {
    int turned =
        Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
    int sum = (e & f ^ ~e & g) + turned + word + h;
    int other = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
    int majority = a & b ^ a & c ^ b & c;
    h = g;
    g = f;
    f = e;
    e = sum + fourth;
    c = b;
    b = a;
    a = sum + majority + other;
  }
}
