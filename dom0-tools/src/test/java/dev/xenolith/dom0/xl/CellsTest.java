package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CellsTest {
  @Test
  void cellsAreWhatTheFormatterOfTheLibraryMakes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      long number = random.nextLong() >> random.nextInt(64);
      int width = 1 + random.nextInt(20);
      String what = "seed " + seed + ", " + number + " in " + width;
      assertEquals(("%" + width + "d").formatted(number), Cells.right(number, width), what);
      String text = Long.toString(number);
      assertEquals(("%" + width + "s").formatted(text), Cells.right(text, width), what);
      assertEquals(("%-" + width + "s").formatted(text), Cells.left(text, width), what);
      long nanos = number & Long.MAX_VALUE >> 2;
      BigDecimal seconds = BigDecimal.valueOf(nanos, 9);
      assertEquals(
          String.format(Locale.ROOT, "%" + width + ".1f", seconds),
          Cells.seconds(nanos, width),
          what);
    }
  }
}
