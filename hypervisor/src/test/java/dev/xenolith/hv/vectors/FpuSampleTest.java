package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class FpuSampleTest {
  private static final int LEAST_CASES = 50_000;

  @Test
  void theUnitsCalculateAsTheProcessorDid() throws IOException {
    FpuFile file;
    try (InputStream in = getClass().getResourceAsStream("fpu-sample.gz")) {
      file = FpuFile.read(in);
    }
    List<FpuCase> cases = FpuFile.cases(file.seed(), file.answers().size());
    assertTrue(cases.size() >= LEAST_CASES, cases.size() + " cases");
    assertEquals(file.casesHash(), FpuFile.hash(cases), "the cases are made as they were then");
    FpuReplay replay = new FpuReplay();
    FpuDifferences differences = new FpuDifferences();
    for (int i = 0; i < cases.size(); i++) {
      differences.note(cases.get(i), file.answers().get(i), replay.answer(cases.get(i)));
    }
    assertEquals(0, differences.count(), differences::toString);
  }
}
