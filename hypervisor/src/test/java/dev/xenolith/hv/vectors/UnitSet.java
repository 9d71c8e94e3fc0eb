package dev.xenolith.hv.vectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The sets of cases with floating-point state: who makes them, and where the sample is. */
enum UnitSet {
  X87("x87-sample.gz", 1_000, 0x783837, X87CaseMaker::make);

  final String file;
  final int sample;
  final long seed;
  private final LongFunction<UnitCase> maker;

  UnitSet(String file, int sample, long seed, LongFunction<UnitCase> maker) {
    this.file = file;
    this.sample = sample;
    this.seed = seed;
    this.maker = maker;
  }

  /** What takes the answers to a batch of cases. */
  @FunctionalInterface
  interface Taker {
    void take(List<UnitFile.Entry> batch) throws IOException;
  }

  /** Makes cases from a seed and lets this host's processor answer them. */
  void ask(Path folder, long setSeed, int count, Taker taker)
      throws IOException, InterruptedException {
    try (SiliconProcess silicon = SiliconProcess.start(folder)) {
      for (int done = 0; done < count; done += SiliconProcess.BATCH) {
        List<UnitCase> cases = new ArrayList<>();
        for (int i = done; i < Math.min(count, done + SiliconProcess.BATCH); i++) {
          cases.add(maker.apply(SplitMix.seedOf(setSeed, i)));
        }
        List<UnitResult> results = silicon.executeUnits(cases);
        List<UnitFile.Entry> batch = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
          batch.add(new UnitFile.Entry(cases.get(i), results.get(i)));
        }
        taker.take(batch);
      }
    }
  }
}
