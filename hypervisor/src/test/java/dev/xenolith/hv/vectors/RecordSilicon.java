package dev.xenolith.hv.vectors;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the committed sample: {@code RecordSilicon FILE COUNT SEED}. Needs gcc; see
 * src/vectors/README.md.
 */
final class RecordSilicon {
  private RecordSilicon() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int count = Integer.parseInt(args[1]);
    long setSeed = Long.decode(args[2]);
    boolean programs = args.length > 3;
    Path folder = Files.createTempDirectory("silicon");
    List<VectorFile.Entry> entries = new ArrayList<>();
    try (SiliconProcess silicon = SiliconProcess.start(folder)) {
      CaseMaker maker = new CaseMaker(InsnForms.executable());
      while (entries.size() < count) {
        List<SiliconCase> cases = new ArrayList<>();
        int size = Math.min(SiliconProcess.BATCH, count - entries.size());
        for (int i = 0; i < size; i++) {
          long seed = SplitMix.seedOf(setSeed, (long) entries.size() + i);
          cases.add(programs ? SequenceMaker.make(seed) : maker.make(seed));
        }
        List<SiliconResult> results = silicon.execute(cases);
        for (int i = 0; i < size; i++) {
          entries.add(new VectorFile.Entry(cases.get(i), results.get(i)));
        }
      }
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[0])))) {
      VectorFile.write(out, setSeed, entries);
    }
    Files.delete(folder.resolve("silicon"));
    Files.delete(folder);
  }
}
