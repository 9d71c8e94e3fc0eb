package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fresh cases, executed on this host and on the engine. The seed can be given to repeat a run. */
class UnitLongTest {
  private static final long SEED = Long.getLong("xenolith.seed", 0x2D2D2D);
  private static final int COUNT = Integer.getInteger("xenolith.vectors", 2_000_000);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void twoMillionCasesGoAsOnThisProcessor(UnitSet set) throws IOException, InterruptedException {
    assumeTrue(Boolean.getBoolean("xenolith.long"), "runs with -Dxenolith.long=true");
    assumeTrue(SiliconProcess.missing() == null, SiliconProcess.missing());
    System.out.println(set + " vectors: " + COUNT + " from seed " + SEED);
    try (UnitReplay replay = new UnitReplay()) {
      UnitDifferences differences = new UnitDifferences(replay);
      set.ask(folder, SEED, COUNT, batch -> batch.forEach(differences::check));
      assertEquals(0, differences.count(), differences::toString);
    }
  }
}
