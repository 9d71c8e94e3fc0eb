package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
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

  private static double median(long[] nanos, int from) {
    long[] part = Arrays.copyOfRange(nanos, from, from + PART);
    Arrays.sort(part);
    return part[PART / 2] / 1e6;
  }

  @Test
  void twoHundredDomainsLiveOnOneHost() throws Exception {
    try (TestHost test = new TestHost(folder, MEMORY_MIB)) {
      for (int i = 0; i < PART; i++) { // until the JVM has compiled what builds domains
        test.create("warm" + i, TinyKernel.waiting());
        test.get(test.host.domains().destroy("warm" + i));
      }
      long[] nanos = new long[DOMAINS];
      for (int i = 0; i < DOMAINS; i++) {
        long begin = PROCESS.getProcessCpuTime();
        test.create("d" + i, TinyKernel.waiting());
        nanos[i] = PROCESS.getProcessCpuTime() - begin;
      }
      test.client.get("/v1/domains");
      long begin = PROCESS.getProcessCpuTime();
      int listed = test.client.get("/v1/domains").tree().list("domains").size();
      long listing = PROCESS.getProcessCpuTime() - begin;
      assertEquals(DOMAINS + 1, listed);
      double first = median(nanos, 0);
      double last = median(nanos, DOMAINS - PART);
      System.out.printf(
          "median CPU time of creating a domain: first %d %.2f ms, last %d %.2f ms; list %.1f ms%n",
          PART, first, PART, last, listing / 1e6);
      if (MEASURES) {
        assertTrue(last < SLOWER * first, first + " ms at first, " + last + " ms in the end");
        assertTrue(listing < LIST_NANOS, listing + " ns");
      }
    }
  }
}
