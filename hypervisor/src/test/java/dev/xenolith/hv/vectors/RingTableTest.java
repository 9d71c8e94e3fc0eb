package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTableTest {
  private static final String ANSWERS = "rings.gz";
  private static final int LEAST = 5000;
  private static final int SHOWN = 20;

  @ParameterizedTest(name = "in ring {0}")
  @ValueSource(ints = {0, 1, 2, 3})
  void sensitiveInstructionsBehaveAsJudged(int ring) throws IOException {
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    try (InputStream in = getClass().getResourceAsStream(ANSWERS);
        RingReplay replay = new RingReplay()) {
      for (RingFile.Entry e : RingFile.read(in)) {
        if (e.test().ring() == ring) {
          asked++;
          String difference = replay.difference(e.test(), e.result());
          if (difference != null) {
            wrong.add(e.test() + "\n  expected " + e.result() + "\n  but" + difference);
          }
        }
      }
    }
    assertTrue(asked >= LEAST, asked + " cases");
    List<String> first = wrong.subList(0, Math.min(wrong.size(), SHOWN));
    assertEquals(0, wrong.size(), () -> wrong.size() + " differ:\n" + String.join("\n", first));
  }
}
