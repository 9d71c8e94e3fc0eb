package dev.xenolith.hv.vectors;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the committed sample: {@code RecordFpu FILE COUNT SEED}. Needs gcc; see
 * src/vectors/README.md.
 */
final class RecordFpu {
  private RecordFpu() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    long seed = Long.decode(args[2]);
    List<FpuCase> cases = FpuFile.cases(seed, Integer.parseInt(args[1]));
    List<FpuAnswer> answers = new ArrayList<>();
    Path folder = Files.createTempDirectory("fpu");
    try (FpuProcess silicon = FpuProcess.start(folder)) {
      for (int i = 0; i < cases.size(); i += FpuProcess.BATCH) {
        int end = Math.min(cases.size(), i + FpuProcess.BATCH);
        answers.addAll(silicon.execute(cases.subList(i, end)));
      }
    }
    try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
      new FpuFile(seed, FpuFile.hash(cases), answers).write(out);
    }
    Files.delete(folder.resolve("fpu"));
    Files.delete(folder);
  }
}
