package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fresh floating-point cases, executed on this host and by the units. */
class FpuLongTest {
  private static final long SEED = Long.getLong("xenolith.seed", 0x667075);
  private static final int COUNT = Integer.getInteger("xenolith.vectors", 2_000_000);
  private static final int[] X87_CONTROLS = {
    0x07F, 0x27F, 0x37F, 0x47F, 0x67F, 0x77F, 0x87F, 0xA7F, 0xB7F, 0xC7F, 0xE7F, 0xF7F,
  };
  private static final int[] SSE_CONTROLS = {0x1F80, 0x3F80, 0x5F80, 0x7F80, 0x9FC0, 0xFFC0};

  @TempDir private Path folder;
  private final FpuReplay replay = new FpuReplay();
  private final FpuDifferences differences = new FpuDifferences();
  private final List<FpuCase> batch = new ArrayList<>();
  private int asked;

  @Test
  void twoMillionCasesGoAsOnThisProcessor() throws IOException, InterruptedException {
    assumeLong();
    try (FpuProcess silicon = FpuProcess.start(folder)) {
      for (int i = 0; i < COUNT; i++) {
        ask(silicon, FpuCaseMaker.make(SplitMix.seedOf(SEED, i)));
      }
      flush(silicon);
    }
    System.out.println("floating-point vectors: " + asked + " from seed " + SEED + near());
    assertEquals(0, differences.count(), differences::toString);
  }

  @Test
  void allPairsOfEdgesGoAsOnThisProcessor() throws IOException, InterruptedException {
    assumeLong();
    try (FpuProcess silicon = FpuProcess.start(folder)) {
      for (FpuOp op : FpuOp.values()) {
        for (int control : op.x87() ? X87_CONTROLS : SSE_CONTROLS) {
          pairs(silicon, op, control);
        }
      }
      flush(silicon);
    }
    System.out.println("floating-point edges: " + asked + near());
    assertEquals(0, differences.count(), differences::toString);
  }

  private String near() {
    return "; transcendental results off by one unit: " + differences.near();
  }

  private static void assumeLong() {
    assumeTrue(Boolean.getBoolean("xenolith.long"), "runs with -Dxenolith.long=true");
    assumeTrue(SiliconProcess.missing() == null, SiliconProcess.missing());
  }

  private void pairs(FpuProcess silicon, FpuOp op, int control) throws IOException {
    for (int i = 0; i < FpuEdges.count(op.first); i++) {
      long a = FpuEdges.low(op.first, i);
      int aHigh = FpuEdges.high(op.first, i);
      if (!op.defined(aHigh)) {
        continue;
      }
      for (int j = 0; j < FpuEdges.count(op.second); j++) {
        long b = FpuEdges.low(op.second, j);
        ask(silicon, new FpuCase(op, control, a, aHigh, b, FpuEdges.high(op.second, j)));
      }
    }
  }

  private void ask(FpuProcess silicon, FpuCase c) throws IOException {
    batch.add(c);
    if (batch.size() == FpuProcess.BATCH) {
      flush(silicon);
    }
  }

  private void flush(FpuProcess silicon) throws IOException {
    List<FpuAnswer> answers = silicon.execute(batch);
    for (int i = 0; i < batch.size(); i++) {
      differences.note(batch.get(i), answers.get(i), replay.answer(batch.get(i)));
    }
    asked += batch.size();
    batch.clear();
  }
}
