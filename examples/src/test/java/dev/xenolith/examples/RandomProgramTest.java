package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing that a program in ring 3 does reaches its kernel's memory or another domain's, or brings
 * the hypervisor down: random instructions, of which each that faults ends but a case. A run
 * repeats exactly from its seed.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomProgramTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int SEED = Integer.getInteger("xenolith.seed", 0x72333);
  private static final int CASES = Integer.getInteger("xenolith.cases", LONG ? 1_000_000 : 15_000);
  private static final int BREACH_CASES = 8_192;
  private static final int LEAST_INSTRUCTIONS = 10_000_000;
  private static final Path FUZZ = Path.of("fuzz");
  private static final String CANARY = "> canary: 16 pages from pfn ";
  private static final int CANARY_PAGES = 16;

  private static RandomProgramRun start(String image, String what, int cases) throws Exception {
    DomainSpec.Image bystander = RunningGuest.image(Path.of("tour/tour64.elf"));
    String cmdline = "seed=%d cases=%d run=%s".formatted(SEED, cases, what);
    return new RandomProgramRun(bystander, RunningGuest.image(FUZZ.resolve(image)), cmdline);
  }

  private static boolean canaryHolds(RandomProgramRun run) {
    long pfn =
        run.lines().stream()
            .filter(line -> line.startsWith(CANARY))
            .mapToLong(line -> Long.parseLong(line.substring(CANARY.length()), 16))
            .findFirst()
            .orElseThrow(() -> new AssertionError(run.lines()));
    return run.kernelPagesHold(pfn, CANARY_PAGES, SEED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fuzz64.elf", "fuzz32.elf"})
  void randomInstructionsStayInTheirPages(String image) throws Exception {
    System.out.printf(
        "%s: %d cases; -Dxenolith.seed=%d -Dxenolith.cases=%2$d repeats it%n", image, CASES, SEED);
    try (RandomProgramRun run = start(image, "program", CASES)) {
      run.fillVictim(SEED);
      var before = run.victimFrames();
      Optional<ShutdownReason> reason = run.run();
      assertAll(
          () -> assertEquals(Optional.of(ShutdownReason.POWEROFF), reason, run.lines()::toString),
          () -> assertTrue(run.lines().contains("> canary: whole"), run.lines()::toString),
          () -> assertTrue(canaryHolds(run), "the kernel's pages as the host sees them"),
          () -> assertEquals(before, run.victimFrames(), "another domain's frames"),
          () -> assertTrue(run.executed() >= LEAST_INSTRUCTIONS, run.executed() + " instructions"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fuzz64.elf", "fuzz32.elf"})
  void pagesThatAreGivenToTheProgramAreFoundChanged(String image) throws Exception {
    try (RandomProgramRun run = start(image, "breach", BREACH_CASES)) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), run.run(), run.lines()::toString);
      assertFalse(run.lines().contains("> canary: whole"), run.lines()::toString);
      assertFalse(canaryHolds(run));
    }
  }
}
