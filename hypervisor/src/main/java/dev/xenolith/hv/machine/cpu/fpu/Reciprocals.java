package dev.xenolith.hv.machine.cpu.fpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * RCPSS and RSQRTSS: approximations to twelve bits out of small tables, without regard to MXCSR and
 * without exceptions. Makers have different tables; these are measured on the processor that our
 * answers are from, whose error is within the bound that all keep (1.5 * 2^-12).
 */
public final class Reciprocals {
  private static final int ROWS = 256;

  /** RCPSS, RSQRTSS of [1, 2), RSQRTSS of [2, 4); each coarse entries, then corrections. */
  private static final short[] TABLE = load(3 * 2 * ROWS);

  private static final int RECIPROCAL = 0;
  private static final int EVEN_ROOT = 2 * ROWS;
  private static final int ODD_ROOT = 4 * ROWS;

  private static final int SIGN = Integer.MIN_VALUE;
  private static final int INFINITY = 0x7F800000;
  private static final int QUIET = 0x00400000;
  private static final int INDEFINITE = 0xFFC00000;
  private static final int BIAS = 127;

  private Reciprocals() {}

  private static short[] load(int size) {
    short[] table = new short[size];
    try (InputStream in = Reciprocals.class.getResourceAsStream("reciprocals.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      Scanner numbers = new Scanner(text.replaceAll("#.*", ""));
      for (int i = 0; i < size; i++) {
        table[i] = numbers.nextShort();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  /** RCPSS. */
  public static int of(int a) {
    int sign = a & SIGN;
    int biased = a >>> 23 & 0xFF;
    if (biased == 0xFF) {
      return nan(a) ? a | QUIET : sign;
    }
    if (biased == 0) {
      return sign | INFINITY;
    }
    int exponent = 2 * BIAS - 1 - biased;
    return exponent <= 0 ? sign : sign | exponent << 23 | fraction(RECIPROCAL, a);
  }

  /** RSQRTSS. */
  public static int ofRoot(int a) {
    int biased = a >>> 23 & 0xFF;
    if (nan(a)) {
      return a | QUIET;
    }
    if (biased == 0) {
      return a & SIGN | INFINITY;
    }
    if (a < 0) {
      return INDEFINITE;
    }
    if (biased == 0xFF) {
      return 0;
    }
    int half = biased - BIAS >> 1;
    return BIAS - 1 - half << 23 | fraction((biased & 1) != 0 ? EVEN_ROOT : ODD_ROOT, a);
  }

  private static boolean nan(int a) {
    return (a & ~SIGN) > INFINITY;
  }

  private static int fraction(int table, int a) {
    int coarse = TABLE[table + (a >>> 15 & 0xFF)];
    return coarse + TABLE[table + ROWS + (a >>> 15 & 0xF0 | a >>> 11 & 0xF)] << 11;
  }
}
