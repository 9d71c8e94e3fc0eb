package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiliconSampleTest {
  private static final String SAMPLE = "silicon-sample.gz";
  private static final int LEAST = 60_000;

  @Test
  void theEngineDoesWhatTheProcessorDid() throws IOException {
    try (InputStream in = getClass().getResourceAsStream(SAMPLE);
        SiliconReplay replay = new SiliconReplay()) {
      List<VectorFile.Entry> entries = VectorFile.read(in);
      assertTrue(entries.size() >= LEAST, entries.size() + " cases");
      Differences differences = new Differences();
      for (VectorFile.Entry e : entries) {
        differences.note(e, replay.difference(e.test(), e.result()));
      }
      assertEquals(0, differences.count(), differences::toString);
    }
  }
}
