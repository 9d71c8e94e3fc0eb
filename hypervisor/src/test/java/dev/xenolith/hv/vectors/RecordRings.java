package dev.xenolith.hv.vectors;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks Bochs about every ring case: {@code RecordRings FILE}. See src/vectors/README.md. */
final class RecordRings {
  private RecordRings() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<RingCase> cases = RingCases.all();
    Path folder = Files.createTempDirectory("rings");
    Path input = folder.resolve("cases");
    Path output = folder.resolve("results");
    Files.write(input, RingFile.input(cases));
    Path script = Path.of("src/vectors/bochs/run");
    if (!Files.exists(script)) {
      script = Path.of("hypervisor").resolve(script);
    }
    Process run =
        new ProcessBuilder(script.toString(), input.toString(), output.toString())
            .inheritIO()
            .start();
    if (run.waitFor() != 0) {
      throw new IOException("no answer from Bochs");
    }
    byte[] results = Files.readAllBytes(output);
    int count = RingFile.results(results).size();
    if (count != cases.size()) {
      throw new IOException(cases.size() + " cases, " + count + " results");
    }
    try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
      RingFile.write(out, cases, results);
    }
    System.out.println(count + " cases");
    Files.delete(input);
    Files.delete(output);
    Files.delete(folder);
  }
}
