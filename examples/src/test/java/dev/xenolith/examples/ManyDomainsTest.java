package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.api.ApiServer;
import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.StateDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One host with many idle domains: what each costs, and whether the last is as quick as the first.
 */
class ManyDomainsTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int DOMAINS = 200;
  private static final int EACH_MIB = 8;
  private static final int BATCH = 50;
  private static final long HOST_MEMORY_KIB = 4L << 20;

  @TempDir private Path folder;

  private static long residentKib() throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void twoHundredDomainsFitAndTheLastIsBuiltAsQuicklyAsTheFirst() throws Exception {
    try (Host host = Host.start(new StateDir(folder.resolve("state")), DOMAINS * EACH_MIB + 128);
        ApiServer _ = ApiServer.start(host)) {
      HostClient client = new HostClient(host.state().socket());
      create(client, "warm-up"); // loads classes
      long[] median = new long[DOMAINS / BATCH];
      for (int batch = 0; batch < median.length; batch++) {
        long[] nanos = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
          long before = System.nanoTime();
          create(client, "d" + (batch * BATCH + i));
          nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        median[batch] = nanos[BATCH / 2];
      }
      long last = median[median.length - 1];
      // A busy machine blurs it; what grows with the number of domains would be many times.
      assertTrue(
          last < 2 * median[1], () -> "medians of " + BATCH + ": " + Arrays.toString(median));
      assertTrue(residentKib() < HOST_MEMORY_KIB, () -> "more than 4 GiB");
      assertEquals(DOMAINS + 2, client.get("/v1/domains").tree().list("domains").size());
    }
  }

  private static void create(HostClient client, String name) throws Exception {
    Path kernel = Path.of("tour/tour.elf").toAbsolutePath();
    String text = "name=\"%s\"\nkernel=\"%s\"\nmemory=%d\n".formatted(name, kernel, EACH_MIB);
    String order =
        new JsonText()
            .put("text", text)
            .put("folder", "/")
            .put("overrides", List.of())
            .put("paused", true)
            .toString();
    client.post("/v1/domains", order);
  }
}
