package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred idle domains of 8 MiB on one host with 4 GiB. */
class DensityTest {
  private static final int DOMAINS = 200;
  private static final int PART = 50;
  private static final int MEMORY_MIB = 4096;
  private static final double SLOWER = 1.2;
  private static final long LIST_NANOS = 200_000_000;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** CPU time, which a busy machine does not stretch; still the long profile's only to judge. */
  private static final boolean MEASURES = Boolean.getBoolean("xenolith.long");

  @TempDir private Path folder;

  /** Of many domains at once: the clock ticks in hundredths of a second. */
  private static double createMillis(TestHost test, int from) throws Exception {
    long begin = PROCESS.getProcessCpuTime();
    for (int i = from; i < from + PART; i++) {
      test.create("d" + i, TinyKernel.waiting());
    }
    return (PROCESS.getProcessCpuTime() - begin) / 1e6 / PART;
  }

  @Test
  void twoHundredDomainsLiveOnOneHost() throws Exception {
    try (TestHost test = new TestHost(folder, MEMORY_MIB)) {
      for (int i = 0; i < PART; i++) { // until the JVM has compiled what builds domains
        test.create("warm" + i, TinyKernel.waiting());
        test.get(test.host.domains().destroy("warm" + i));
      }
      double first = createMillis(test, 0);
      for (int i = PART; i < DOMAINS - PART; i++) {
        test.create("d" + i, TinyKernel.waiting());
      }
      double last = createMillis(test, DOMAINS - PART);
      test.client.get("/v1/domains");
      long begin = PROCESS.getProcessCpuTime();
      int listed = test.client.get("/v1/domains").tree().list("domains").size();
      long listing = PROCESS.getProcessCpuTime() - begin;
      assertEquals(DOMAINS + 1, listed);
      System.out.printf(
          "CPU time of creating a domain: first %d %.2f ms, last %d %.2f ms; list %.1f ms%n",
          PART, first, PART, last, listing / 1e6);
      if (MEASURES) {
        assertTrue(last < SLOWER * first, first + " ms at first, " + last + " ms in the end");
        assertTrue(listing < LIST_NANOS, listing + " ns");
      }
    }
  }
}
