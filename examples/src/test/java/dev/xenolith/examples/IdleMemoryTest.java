package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What domains that do nothing cost the host. */
class IdleMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int DOMAINS = 20;
  private static final int MEMORY_MIB = 32;
  private static final int ALLOWED_MIB = 5;

  @Test
  void anIdleDomainOf32MibCostsLessThan5Mib() throws Exception {
    assumeTrue(Files.exists(STATUS), "no /proc/self/status: resident memory cannot be read here");
    Toolstack toolstack = new Toolstack(_ -> {});
    int machineMib = (DOMAINS + 1) * MEMORY_MIB;
    try (Machine _ = Machine.start(toolstack.kernel(), machineMib, Machine.Time.VIRTUAL, _ -> {})) {
      create(toolstack, "first"); // loads classes and warms the heap up
      long before = residentKib();
      for (int i = 0; i < DOMAINS; i++) {
        create(toolstack, "idle" + i);
      }
      long eachKib = (residentKib() - before) / DOMAINS;
      assertTrue(eachKib < ALLOWED_MIB * 1024, () -> eachKib + " KiB for each");
    }
  }

  private static void create(Toolstack toolstack, String name) throws Exception {
    Path kernel = Path.of("tour/tour.elf").toAbsolutePath();
    DomainSpec.Image image = new DomainSpec.Image(kernel.toString(), Files.readAllBytes(kernel));
    DomainSpec spec = DomainSpec.of(name, MEMORY_MIB, image, "");
    toolstack.create(spec, _ -> {}, true, _ -> false).get(5, TimeUnit.MINUTES);
  }

  private static long residentKib() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(STATUS).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}
