package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.toolstack.TinyKernel;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.pv.DeviceFrames;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains come and go, and nothing stays behind. */
class LeakTest {
  private static final int CYCLES = Boolean.getBoolean("xenolith.long") ? 2000 : 100;
  private static final int WARM_UP = 10;
  private static final int PATIENCE_SECONDS = 60;
  private static final long HEAP_SLACK_BYTES = 4 << 20;

  /** What could be left behind. */
  private record Stock(
      long freeFrames, int nodes, int nextPort, int windows, int grants, int files, int threads) {
    /** Nothing is left of what came after the other was taken. */
    boolean isAsLowAs(Stock other) {
      return freeFrames == other.freeFrames
          && nodes == other.nodes
          && nextPort == other.nextPort
          && windows == other.windows
          && grants == other.grants
          && files <= other.files + 2
          && threads <= other.threads + 2;
    }
  }

  /** Where a domain's ring to xenstore is in its grant table. */
  private static final int STORE_RING = 1;

  /** Handles of mapped grants come in lots of this many, as in Xen: the entries of a frame. */
  private static final int LOT = 256;

  @TempDir private Path folder;

  private static int nodes(StoreClient.Nodes nodes, String path) throws StoreException {
    int count = 1;
    for (String child : nodes.list(path.isEmpty() ? "/" : path)) {
      count += nodes(nodes, path + "/" + child);
    }
    return count;
  }

  private static int descriptors() throws IOException {
    Path open = Path.of("/proc/self/fd");
    if (!Files.exists(open)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(open)) {
      return (int) files.count();
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * How many grants domain 0 has mapped. Handles that are let go are used again first come, first
   * served, so that mapping one grant again and again shows all the free ones.
   */
  private static int grants(Dom0Kernel kernel, DomId granter) {
    Set<Integer> free = new HashSet<>();
    DeviceFrames frame = new DeviceFrames(1);
    boolean isNew = true;
    while (isNew) {
      frame.clear();
      frame.add(STORE_RING);
      assertTrue(kernel.deviceGrants().hold(granter, frame, true));
      isNew = free.add(frame.handleRaw(0));
      kernel.deviceGrants().release(frame);
    }
    int lots = Collections.max(free) / LOT + 1;
    return lots * LOT - free.size();
  }

  private static Stock stock(TestHost test, DomId witness) throws Exception {
    int[] counts =
        test.get(
            test.host
                .domains()
                .onDomain0(
                    () -> {
                      Dom0Kernel kernel = test.host.kernel();
                      EvtchnPort next = kernel.events().allocUnbound(DomId.DOM0, DomId.DOM0);
                      kernel.events().close(next);
                      return new int[] {
                        nodes(test.host.store().nodes(), ""),
                        next.raw(),
                        kernel.windows().inUse(),
                        grants(kernel, witness)
                      };
                    }));
    long free = test.get(test.host.machineView()).physical().freePages();
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    return new Stock(free, counts[0], counts[1], counts[2], counts[3], descriptors(), threads);
  }

  /** A terminal stays a moment longer than its domain, for its last words, and so do threads. */
  private static Stock awaitStock(TestHost test, DomId witness, BiPredicate<Stock, Stock> enough)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Stock last = stock(test, witness);
    Stock now = stock(test, witness);
    while (!enough.test(last, now) && System.nanoTime() < deadline) {
      Thread.sleep(200);
      last = now;
      now = stock(test, witness);
    }
    return now;
  }

  private static long heapGrownOver(long before) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long grown = heap() - before;
    while (grown >= HEAP_SLACK_BYTES && System.nanoTime() < deadline) {
      Thread.sleep(200);
      grown = heap() - before;
    }
    return grown;
  }

  private static void cycle(TestHost test, int number, String... lines) throws Exception {
    test.create("d" + number, TinyKernel.waiting(), lines);
    test.get(test.host.domains().destroy("d" + number));
  }

  private void comeAndGo(String... lines) throws Exception {
    try (TestHost test = new TestHost(folder)) {
      DomId witness = new DomId(test.create("witness", TinyKernel.waiting()));
      for (int i = 0; i < WARM_UP; i++) {
        cycle(test, i, lines);
      }
      Stock before = awaitStock(test, witness, (last, now) -> now.equals(last));
      long heapBefore = heap();
      for (int i = WARM_UP; i < WARM_UP + CYCLES; i++) {
        cycle(test, i, lines);
      }
      Stock after = awaitStock(test, witness, (_, now) -> now.isAsLowAs(before));
      assertEquals(before.freeFrames(), after.freeFrames(), "frames");
      assertEquals(before.nodes(), after.nodes(), "xenstore nodes");
      assertEquals(before.nextPort(), after.nextPort(), "event channels of domain 0");
      assertEquals(before.windows(), after.windows(), "pages mapped by domain 0");
      assertEquals(before.grants(), after.grants(), "grants mapped by domain 0");
      assertTrue(after.files() <= before.files() + 2, before + ", now " + after);
      assertTrue(after.threads() <= before.threads() + 2, before + ", now " + after);
      long grown = heapGrownOver(heapBefore);
      assertTrue(grown < HEAP_SLACK_BYTES, grown + " bytes of heap more");
    }
  }

  @Test
  void domainsThatComeAndGoLeaveNothing() throws Exception {
    comeAndGo();
  }

  @Test
  void domainsWithDevicesThatComeAndGoLeaveNothing() throws Exception {
    Path image = folder.resolve("disk.img");
    Files.write(image, new byte[1 << 20]);
    comeAndGo(
        "disk = ['format=raw, vdev=xvda, target=%s']".formatted(image),
        "vif = ['bridge=xenbr0']",
        "vfb = ['vnc=1']");
  }
}
