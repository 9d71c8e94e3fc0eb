package dev.xenolith.hv.vectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The sets of cases in 64-bit code: who makes them, and where the sample is. */
enum UnitSet {
  X87("x87-sample.gz", 8_000, 0x783837, X87CaseMaker::make),
  STATE("state-sample.gz", 1_000, 0x737461, StateCaseMaker::make),
  SSE("sse-sample.gz", 6_000, 0x737365, SseCaseMaker::make),
  INTEGER("integer-sample.gz", 20_000, 0x696E74, WideCaseMaker::make);

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

  /**
   * Where the host switches tasks in the middle of a case, AMD's processors lose the x87's
   * pointers: what does not come out the same twice is asked once more.
   */
  private static List<UnitResult> executeTwice(SiliconProcess silicon, List<UnitCase> cases)
      throws IOException {
    List<UnitResult> results = silicon.executeUnits(cases);
    List<UnitResult> again = silicon.executeUnits(cases);
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).same(again.get(i))) {
        results.set(i, silicon.executeUnits(cases.subList(i, i + 1)).getFirst());
      }
    }
    return results;
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
        List<UnitResult> results =
            this == INTEGER ? silicon.executeUnits(cases) : executeTwice(silicon, cases);
        List<UnitFile.Entry> batch = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
          batch.add(new UnitFile.Entry(cases.get(i), results.get(i)));
        }
        taker.take(batch);
      }
    }
  }
}
