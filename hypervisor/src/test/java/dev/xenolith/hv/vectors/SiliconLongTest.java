package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fresh cases, executed on this host and on the engine. The seed can be given to repeat a run. */
class SiliconLongTest {
  private static final long SEED = Long.getLong("xenolith.seed", 0x2D2D2D);
  private static final int COUNT = Integer.getInteger("xenolith.vectors", 2_000_000);
  private static final int PROGRAMS = COUNT / 10;

  @TempDir private Path folder;

  @Test
  void twoMillionCasesGoAsOnThisProcessor() throws IOException, InterruptedException {
    CaseMaker maker = new CaseMaker(InsnForms.executable());
    compare(COUNT, maker::make);
  }

  @Test
  void shortProgramsGoAsOnThisProcessor() throws IOException, InterruptedException {
    compare(PROGRAMS, SequenceMaker::make);
  }

  private void compare(int count, LongFunction<SiliconCase> maker)
      throws IOException, InterruptedException {
    assumeTrue(Boolean.getBoolean("xenolith.long"), "runs with -Dxenolith.long=true");
    assumeTrue(SiliconProcess.missing() == null, SiliconProcess.missing());
    System.out.println("silicon vectors: " + count + " from seed " + SEED);
    Differences differences = new Differences();
    try (SiliconProcess silicon = SiliconProcess.start(folder);
        SiliconReplay replay = new SiliconReplay()) {
      for (int done = 0; done < count; done += SiliconProcess.BATCH) {
        List<SiliconCase> cases = new ArrayList<>();
        for (int i = done; i < Math.min(count, done + SiliconProcess.BATCH); i++) {
          cases.add(maker.apply(SplitMix.seedOf(SEED, i)));
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
