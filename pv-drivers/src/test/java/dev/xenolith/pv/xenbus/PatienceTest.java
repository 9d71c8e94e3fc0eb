package dev.xenolith.pv.xenbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final List<BooleanSupplier> asked = new ArrayList<>();
  private int returns;
  private final Patience patience = new Patience(asked::add, 3, () -> returns++);

  private void wear(int times) {
    for (int i = 0; i < times; i++) {
      patience.wear();
    }
  }

  private void second() {
    asked.removeIf(BooleanSupplier::getAsBoolean);
  }

  @Test
  void itIsGoneWhenAsMuchHasHappenedAsIsBorne() {
    wear(2);
    assertFalse(patience.isGone());
    wear(1);
    assertTrue(patience.isGone());
  }

  @Test
  void itComesBackWholeWithTheNextSecondAndTells() {
    wear(5);
    second();
    assertFalse(patience.isGone());
    assertEquals(1, returns);
    wear(2);
    assertFalse(patience.isGone());
  }

  @Test
  void whereItHasNotGoneNobodyIsToldThatItIsBack() {
    wear(2);
    second();
    assertEquals(0, returns);
  }

  @Test
  void theClockIsAskedOnceForAllThatHappensInASecond() {
    wear(100);
    assertEquals(1, asked.size());
    second();
    assertEquals(0, asked.size());
  }
}
