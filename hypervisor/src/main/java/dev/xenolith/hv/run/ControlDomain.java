package dev.xenolith.hv.run;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.Xen;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.mm.Pte;
import java.nio.charset.StandardCharsets;

/**
 * Builds domain 0 for a hosted kernel, shaped as a 64-bit PV domain: all its pages mapped from
 * {@link #VIRT_BASE} on in the order of their numbers. First comes start_info, then the list of
 * machine frames, the page tables (L4, L3, L2, L1s; mapped read-only), one page of boot stack, and
 * free pages.
 */
public final class ControlDomain {
  /** Where its pseudo-physical page 0 is mapped. */
  static final long VIRT_BASE = VirtualLayout.HYPERVISOR_END_64;

  private static final int PRIVILEGED = 1;
  private static final int INITIAL_DOMAIN = 2;
  private static final long TABLE = Pte.PRESENT | Pte.RW | Pte.USER | Pte.ACCESSED | Pte.DIRTY;
  private static final long READ_ONLY = TABLE & ~Pte.RW;

  private final Xen xen;
  private final MachineMemory memory;
  private final int pages;
  private final int listPages;
  private final int l1Count;
  private final long[] mfns;
  private Domain domain;

  private ControlDomain(Xen xen, int memoryMib) {
    this.xen = xen;
    memory = xen.memory();
    pages = memoryMib << 8;
    listPages = (pages * 8 + Mfn.PAGE_SIZE - 1) / Mfn.PAGE_SIZE;
    l1Count = (pages + 511) / 512;
    if (l1Count > 508) {
      throw new IllegalArgumentException("domain 0 has one L2 table: less than 1 GiB of memory");
    }
    mfns = new long[pages];
  }

  /**
   * What was built.
   *
   * @param domain paused once, with one vCPU
   * @param startInfo where start_info is mapped
   */
  public record Built(Domain domain, Vaddr startInfo) {}

  /** Builds domain 0 with one vCPU that is ready to run. */
  public static Built build(Xen xen, int memoryMib) {
    Domain domain = new ControlDomain(xen, memoryMib).build();
    return new Built(domain, new Vaddr(VIRT_BASE));
  }

  private Domain build() {
    DomainConfig config =
        new DomainConfig(Abi.PV64, true, new byte[DomainConfig.HANDLE_BYTES], 1, -1, -1, -1, 2);
    domain = xen.domains().create(DomId.DOM0, config);
    domain.memory().setMaxPages(pages);
    for (int pfn = 0; pfn < pages; pfn++) {
      Mfn mfn = xen.paging().allocate(domain.memory(), 0, 0);
      if (mfn == null) {
        throw new IllegalArgumentException("the machine has no room for " + pages + " pages");
      }
      mfns[pfn] = mfn.raw();
      xen.paging().m2p().set(mfn.raw(), pfn);
    }
    writeTables();
    writeList();
    writeStartInfo();
    domain.createVcpus(1);
    startVcpu(domain.vcpu(0));
    return domain;
  }

  private int l4Pfn() {
    return 1 + listPages;
  }

  private int tableCount() {
    return 3 + l1Count;
  }

  private long maddr(int pfn) {
    return mfns[pfn] << Mfn.PAGE_SHIFT;
  }

  private void writeTables() {
    int l4 = l4Pfn();
    int l3 = l4 + 1;
    int l2 = l4 + 2;
    int l1 = l4 + 3;
    memory.putU64(maddr(l4) + 8L * Pte.slot(VIRT_BASE, 4), Pte.of(mfns[l3], TABLE));
    memory.putU64(maddr(l3) + 8L * Pte.slot(VIRT_BASE, 3), Pte.of(mfns[l2], TABLE));
    for (int i = 0; i < l1Count; i++) {
      memory.putU64(maddr(l2) + 8L * i, Pte.of(mfns[l1 + i], TABLE));
    }
    for (int pfn = 0; pfn < pages; pfn++) {
      boolean table = pfn >= l4 && pfn < l4 + tableCount();
      long entry = Pte.of(mfns[pfn], table ? READ_ONLY : TABLE);
      memory.putU64(maddr(l1 + pfn / 512) + 8L * (pfn % 512), entry);
    }
  }

  private void writeList() {
    for (int pfn = 0; pfn < pages; pfn++) {
      memory.putU64(maddr(1 + pfn / 512) + 8L * (pfn % 512), mfns[pfn]);
    }
  }

  private void writeStartInfo() {
    long at = maddr(0);
    byte[] magic = "xen-3.0-x86_64".getBytes(StandardCharsets.US_ASCII);
    memory.put(at + StartInfo.MAGIC.at(Abi.PV64), magic, 0, magic.length);
    StartInfo.NR_PAGES.put(memory, at, Abi.PV64, pages);
    StartInfo.SHARED_INFO.put(memory, at, Abi.PV64, domain.sharedInfo().toMaddr().raw());
    StartInfo.FLAGS.put(memory, at, Abi.PV64, PRIVILEGED | INITIAL_DOMAIN);
    StartInfo.PT_BASE.put(memory, at, Abi.PV64, VIRT_BASE + (long) l4Pfn() * Mfn.PAGE_SIZE);
    StartInfo.NR_PT_FRAMES.put(memory, at, Abi.PV64, tableCount());
    StartInfo.MFN_LIST.put(memory, at, Abi.PV64, VIRT_BASE + Mfn.PAGE_SIZE);
  }

  private void startVcpu(Vcpu vcpu) {
    int rc = vcpu.paging().newBase(mfns[l4Pfn()]);
    if (rc != 0) {
      throw new IllegalStateException(
          "the boot page tables of domain 0 were refused: " + xen.paging().lastRefusal());
    }
    vcpu.bringUp();
  }
}
