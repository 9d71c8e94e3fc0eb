package dev.xenolith.hv.isolation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class IsolationTest {
  /** Change it to search elsewhere; what fails prints the seed of its round. */
  private static final long SEED = Long.getLong("xenolith.seed", 20_240_117L);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void randomHypercallsOfTwoDomainsBreakNoBooks() {
    run(20_000);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "xenolith.long",
      matches = "true",
      disabledReason = "takes minutes: -Dxenolith.long=true")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void aMillionRandomHypercallsOfTwoDomainsBreakNoBooks() {
    run(1_000_000);
  }

  private static void run(long calls) {
    IsolationFuzz fuzz = new IsolationFuzz();
    fuzz.run(SEED, calls);
    System.out.printf(
        "isolation: seed %d, %d calls, %d of them successful, %d with grants mapped%n",
        SEED, fuzz.made(), fuzz.succeeded(), fuzz.mapped());
    assertTrue(fuzz.succeeded() * 4 > fuzz.made(), "most calls are refused: they test little");
    assertTrue(fuzz.mapped() * 20 > fuzz.made(), "next to nothing is mapped: grants go untested");
  }
}
