package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fresh cases, executed on this host and on the engine. The seed can be given to repeat a run. */
class SiliconLongTest {
  private static final long SEED = Long.getLong("xenolith.seed", 0x2D2D2D);
  private static final int COUNT = Integer.getInteger("xenolith.vectors", 2_000_000);

  @Test
  void twoMillionCasesGoAsOnThisProcessor(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(Boolean.getBoolean("xenolith.long"), "runs with -Dxenolith.long=true");
    assumeTrue(SiliconProcess.missing() == null, SiliconProcess.missing());
    System.out.println("silicon vectors: " + COUNT + " from seed " + SEED);
    CaseMaker maker = new CaseMaker(InsnForms.executable());
    Differences differences = new Differences();
    try (SiliconProcess silicon = SiliconProcess.start(folder);
        SiliconReplay replay = new SiliconReplay()) {
      for (int done = 0; done < COUNT; done += SiliconProcess.BATCH) {
        List<SiliconCase> cases = new ArrayList<>();
        for (int i = done; i < Math.min(COUNT, done + SiliconProcess.BATCH); i++) {
          cases.add(maker.make(SplitMix.seedOf(SEED, i)));
        }
        List<SiliconResult> results = silicon.execute(cases);
        for (int i = 0; i < cases.size(); i++) {
          SiliconResult r = results.get(i);
          differences.note(
              new VectorFile.Entry(cases.get(i), r), replay.difference(cases.get(i), r));
        }
      }
    }
    assertEquals(0, differences.count(), differences::toString);
  }
}
