package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.dom0.builder.DomainSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Answers about memory are those of real Xen 4.17, question by question. */
class MemoryProbeTest {
  private static final Path PROBE = Path.of("probes/memory");

  @Test
  void everyAnswerAboutMemoryIsThatOfRealXen()
      throws IOException, ExecutionException, InterruptedException {
    List<String> expected = Files.readAllLines(PROBE.resolve("expected.txt"));
    byte[] kernel = Files.readAllBytes(PROBE.resolve("probe.elf"));
    var image = new DomainSpec.Image("probe.elf", kernel);
    assertEquals(expected, GuestRun.of(DomainSpec.of("probe", 16, image, "")).lines());
  }
}
