package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiliconSampleTest {
  private static final int LEAST_CASES = 60_000;
  private static final int LEAST_PROGRAMS = 20_000;

  @Test
  void theEngineDoesWhatTheProcessorDid() throws IOException {
    replay("silicon-sample.gz", LEAST_CASES);
  }

  @Test
  void shortProgramsGoAsOnTheProcessor() throws IOException {
    replay("silicon-programs.gz", LEAST_PROGRAMS);
  }

  private void replay(String sample, int least) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(sample);
        SiliconReplay replay = new SiliconReplay()) {
      List<VectorFile.Entry> entries = VectorFile.read(in);
      assertTrue(entries.size() >= least, entries.size() + " cases");
      Differences differences = new Differences();
      for (VectorFile.Entry e : entries) {
        differences.note(e, replay.difference(e.test(), e.result()));
      }
      assertEquals(0, differences.count(), differences::toString);
    }
  }
}
