package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.xenolith.dom0.api.ApiServer;
import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.StateDir;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
  private static final int RETRIES = 5;
  private static final long HOST_MEMORY_KIB = 4L << 20;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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
      long[] batches = new long[DOMAINS / BATCH];
      for (int batch = 0; batch < batches.length; batch++) {
        batches[batch] = cpuNanosOf(client, batch);
      }
      long last = batches[batches.length - 1];
      // A collection of garbage may fall into the last one; what grows with the number of domains
      // is there each time.
      for (int again = 0; again < RETRIES && last >= 2 * batches[1]; again++) {
        destroy(client, batches.length - 1);
        last = Math.min(last, cpuNanosOf(client, batches.length - 1));
      }
      String all = Arrays.toString(batches);
      assertTrue(last < 2 * batches[1], "CPU time of " + BATCH + ": " + all + ", at best " + last);
      assertTrue(residentKib() < HOST_MEMORY_KIB, () -> "more than 4 GiB");
      assertEquals(DOMAINS + 2, client.get("/v1/domains").tree().list("domains").size());
    }
  }

  /** What it takes to create so many: the CPU time, which other programs do not stretch. */
  private static long cpuNanosOf(HostClient client, int batch) throws Exception {
    long before = PROCESS.getProcessCpuTime();
    for (int i = 0; i < BATCH; i++) {
      create(client, "d" + (batch * BATCH + i));
    }
    return PROCESS.getProcessCpuTime() - before;
  }

  private static void destroy(HostClient client, int batch) throws Exception {
    for (int i = 0; i < BATCH; i++) {
      client.call("DELETE", "/v1/domains/d" + (batch * BATCH + i), null);
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
