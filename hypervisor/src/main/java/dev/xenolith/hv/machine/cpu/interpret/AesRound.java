package dev.xenolith.hv.machine.cpu.interpret;

/** One round of AES (FIPS 197) on a state of sixteen bytes. */
final class AesRound {
  private static final int BYTES = 16;
  private static final int REDUCTION = 0x11B;
  private static final int[] BOX = new int[256];
  private static final int[] INVERSE_BOX = new int[256];

  static {
    // The inverse in the field, by the powers of the generator 3 and of its inverse 0xF6.
    int p = 1;
    int q = 1;
    do {
      p = multiply(p, 3);
      q = multiply(q, 0xF6);
      setBox(p, q);
    } while (p != 1);
    setBox(0, 0);
  }

  private final int[] state = new int[BYTES];
  private final int[] moved = new int[BYTES];

  private static void setBox(int of, int inverse) {
    int spread = inverse * 0x101;
    int value = inverse ^ spread >> 7 ^ spread >> 6 ^ spread >> 5 ^ spread >> 4 ^ 0x63;
    BOX[of] = value & 0xFF;
    INVERSE_BOX[value & 0xFF] = of;
  }

  private static int multiply(int a, int b) {
    int product = 0;
    int power = a;
    for (int rest = b; rest != 0; rest >>>= 1) {
      product ^= (rest & 1) != 0 ? power : 0;
      power = power << 1 ^ ((power & 0x80) != 0 ? REDUCTION : 0);
    }
    return product;
  }

  /** SubWord: the box applied to four bytes. */
  static int substitute(int word) {
    int result = 0;
    for (int at = 0; at < Integer.SIZE; at += 8) {
      result |= BOX[word >>> at & 0xFF] << at;
    }
    return result;
  }

  /** A round but for its key; the last one does not mix the columns. */
  void encrypt(long low, long high, boolean mix) {
    take(low, high);
    for (int i = 0; i < BYTES; i++) {
      // Row r of the state moves left by r columns.
      moved[i] = BOX[state[i + 4 * (i & 3) & 15]];
    }
    finish(mix, 2, 3, 1, 1);
  }

  /** A round backwards, in the order of the equivalent inverse cipher. */
  void decrypt(long low, long high, boolean mix) {
    take(low, high);
    for (int i = 0; i < BYTES; i++) {
      moved[i] = INVERSE_BOX[state[i - 4 * (i & 3) & 15]];
    }
    finish(mix, 14, 11, 13, 9);
  }

  /** The inverse of mixing columns alone. */
  void unmix(long low, long high) {
    take(low, high);
    System.arraycopy(state, 0, moved, 0, BYTES);
    finish(true, 14, 11, 13, 9);
  }

  private void take(long low, long high) {
    for (int i = 0; i < BYTES; i++) {
      state[i] = (int) ((i < 8 ? low : high) >>> 8 * (i & 7)) & 0xFF;
    }
  }

  private void finish(boolean mix, int a, int b, int c, int d) {
    for (int i = 0; i < BYTES; i++) {
      int column = i & 12;
      state[i] =
          mix
              ? multiply(moved[i], a)
                  ^ multiply(moved[column | i + 1 & 3], b)
                  ^ multiply(moved[column | i + 2 & 3], c)
                  ^ multiply(moved[column | i + 3 & 3], d)
              : moved[i];
    }
  }

  /** The first eight bytes of the state. */
  long low() {
    return word(0);
  }

  /** The last eight bytes of the state. */
  long high() {
    return word(8);
  }

  private long word(int from) {
    long word = 0;
    for (int i = 7; i >= 0; i--) {
      word = word << 8 | state[from + i];
    }
    return word;
  }
}
