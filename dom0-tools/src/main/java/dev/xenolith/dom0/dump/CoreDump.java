package dev.xenolith.dom0.dump;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.ctrl.Domctls;
import dev.xenolith.dom0.ctrl.HypervisorVersion;
import dev.xenolith.dom0.ctrl.Sysctls;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A dump of a domain. Which frames are the domain's the hypervisor says; which page each of them is
 * stands in the machine-to-physical table, so that also kernels can be dumped that have told nobody
 * where their own table is.
 */
public final class CoreDump {
  /** Frames asked about in one turn of domain 0. */
  private static final int ASKED = 1 << 15;

  /** Pages copied in one turn. */
  private static final int COPIED = 256;

  /** The M2P's mark of a frame that is no page of a PV domain, such as shared_info. */
  private static final long SHARED_ENTRY = 1L << 63;

  private final Dom0Kernel kernel;
  private final DomId domid;
  private final Start start;

  /** What is asked in one turn, before any page. */
  private record Start(
      List<byte[]> contexts,
      byte[] sharedInfo,
      HypervisorVersion version,
      boolean wide,
      long machineFrames) {}

  /** Takes a dump, piece by piece. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a piece; the array is used again afterwards.
     *
     * @throws IOException when no more can be taken
     */
    void write(byte[] bytes, int length) throws IOException, InterruptedException;
  }

  private CoreDump(Dom0Kernel kernel, DomId domid, Start start) {
    this.kernel = kernel;
    this.domid = domid;
    this.start = start;
  }

  /** Prepares the dump of a domain; fails where there is none, or it has no vCPU to be dumped. */
  public static CompletableFuture<CoreDump> of(Dom0Kernel kernel, DomId domid) {
    return kernel.run(() -> new CoreDump(kernel, domid, start(kernel, domid)));
  }

  private static Start start(Dom0Kernel kernel, DomId domid) throws HypercallFailedException {
    Domctls domctls = new Domctls(kernel.hypercalls());
    boolean wide = domctls.addressSize(domid) == 64;
    DomainInfo info = domctls.info(domid).orElseThrow();
    List<byte[]> contexts = new ArrayList<>();
    int bytes = VcpuGuestContext.LAYOUT.size(wide ? Abi.PV64 : Abi.PV32);
    for (int v = 0; v <= info.maxVcpuId(); v++) {
      domctls.vcpuContext(domid, new VcpuId(v), bytes).ifPresent(contexts::add);
    }
    byte[] shared;
    try (Windows.Window window = kernel.windows().map(domid, info.sharedInfo())) {
      shared = window.bytes().copy(0, Mfn.PAGE_SIZE);
    }
    return new Start(
        contexts,
        shared,
        HypervisorVersion.read(kernel.hypercalls()),
        wide,
        new Sysctls(kernel.hypercalls()).physicalInfo().totalPages());
  }

  /**
   * Writes it, on a thread that may wait.
   *
   * @throws IOException when the sink takes no more, or the domain is gone before the end
   */
  public void write(Sink out) throws IOException, InterruptedException {
    long[] rows = pages();
    int pages = rows.length / 2;
    int contextBytes = VcpuGuestContext.LAYOUT.size(Abi.PV64);
    CoreFile file = new CoreFile(start.contexts(), contextBytes, start.sharedInfo(), pages);
    byte[] head = file.head(start.version(), start.wide());
    out.write(head, head.length);
    byte[] buffer = new byte[COPIED * Mfn.PAGE_SIZE];
    for (int first = 0; first < pages; first += COPIED) {
      int from = first;
      int count = Math.min(COPIED, pages - first);
      ask(() -> copy(rows, from, count, buffer));
      out.write(buffer, count * Mfn.PAGE_SIZE);
    }
    byte[] tail = file.tail(rows);
    out.write(tail, tail.length);
  }

  private <T> T ask(Callable<T> task) throws IOException, InterruptedException {
    try {
      return kernel.run(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HypercallFailedException refused) {
        throw new IOException("the dump breaks off: " + refused.getMessage(), refused);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Pfn and mfn of each of the domain's pages, in the order of pfns. */
  private long[] pages() throws IOException, InterruptedException {
    List<long[]> rows = new ArrayList<>();
    for (long first = 0; first < start.machineFrames(); first += ASKED) {
      long from = first;
      int count = (int) Math.min(ASKED, start.machineFrames() - first);
      ask(
          () -> {
            boolean[] owned = new Domctls(kernel.hypercalls()).owned(domid, from, count);
            for (int i = 0; i < count; i++) {
              long pfn = owned[i] ? kernel.machineToPhysical(from + i) : SHARED_ENTRY;
              if ((pfn & SHARED_ENTRY) == 0) {
                rows.add(new long[] {pfn, from + i});
              }
            }
            return null;
          });
    }
    rows.sort((a, b) -> Long.compare(a[0], b[0]));
    return rows.stream().flatMapToLong(Arrays::stream).toArray();
  }

  /** Copies pages; one that the domain has given away meanwhile is zeroes, and no page any more. */
  private Void copy(long[] rows, int from, int count, byte[] to) throws HypercallFailedException {
    long[] mfns = new long[count];
    for (int i = 0; i < count; i++) {
      mfns[i] = rows[2 * (from + i) + 1];
    }
    try (Windows.Window window = kernel.windows().mapReadOnly(domid, mfns, 0, count)) {
      window.bytes().get(0, to, 0, count * Mfn.PAGE_SIZE);
    } catch (HypercallFailedException e) {
      if (new Domctls(kernel.hypercalls()).info(domid).isEmpty()) {
        throw e;
      }
      for (int i = 0; i < count; i++) {
        copyOne(rows, from + i, to, i * Mfn.PAGE_SIZE);
      }
    }
    return null;
  }

  private void copyOne(long[] rows, int page, byte[] to, int at) {
    try (Windows.Window window = kernel.windows().mapReadOnly(domid, rows, 2 * page + 1, 1)) {
      window.bytes().get(0, to, at, Mfn.PAGE_SIZE);
    } catch (HypercallFailedException e) {
      Arrays.fill(to, at, at + Mfn.PAGE_SIZE, (byte) 0);
      rows[2 * page] = CoreFile.INVALID;
      rows[2 * page + 1] = CoreFile.INVALID;
    }
  }
}
