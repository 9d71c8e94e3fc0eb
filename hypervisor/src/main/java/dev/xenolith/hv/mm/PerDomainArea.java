package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;

/**
 * Page tables behind L4 slot 260 of one domain: for each vCPU 16 pages of GDT (14 of the guest,
 * then the hypervisor's) and 16 pages of LDT. Made when a vCPU first needs them.
 */
final class PerDomainArea {
  /** L4 slot of the area. */
  static final int SLOT = 260;

  static final long START = 0xFFFF_8200_0000_0000L;
  static final int PAGES_PER_VCPU = 32;
  static final int LDT_PAGE = 16;

  private static final long TABLE = Pte.PRESENT | Pte.RW | Pte.ACCESSED | Pte.DIRTY;

  private final XenHeap heap;
  private final XenGdt gdt;
  private long l3 = FrameAllocator.NONE;

  PerDomainArea(XenHeap heap, XenGdt gdt) {
    this.heap = heap;
    this.gdt = gdt;
  }

  /** Linear address of a vCPU's GDT. */
  static long gdtBase(int vcpuId) {
    return START + ((long) vcpuId * PAGES_PER_VCPU << 12);
  }

  /** Linear address of a vCPU's LDT. */
  static long ldtBase(int vcpuId) {
    return gdtBase(vcpuId) + ((long) LDT_PAGE << 12);
  }

  /** The L4 entry that shows the area. */
  long l4Entry() {
    if (l3 == FrameAllocator.NONE) {
      l3 = heap.require();
    }
    return Pte.of(l3, TABLE);
  }

  /** Makes a vCPU's pages: an empty GDT with the hypervisor's own segments behind it. */
  void addVcpu(int vcpuId, Abi abi) {
    for (int page = 0; page < XenGdt.FIRST_RESERVED_PAGE; page++) {
      clearGdtPage(vcpuId, page);
    }
    set(vcpuId, XenGdt.FIRST_RESERVED_PAGE, gdt.page(abi), XenGdt.READ_ONLY);
  }

  void clearGdtPage(int vcpuId, int page) {
    set(vcpuId, page, gdt.zeroPage(), XenGdt.READ_ONLY);
  }

  void set(int vcpuId, int page, long mfnRaw, long flags) {
    put(vcpuId, page, Pte.of(mfnRaw, flags));
  }

  void clear(int vcpuId, int page) {
    put(vcpuId, page, 0);
  }

  long get(int vcpuId, int page) {
    return heap.get(l1(vcpuId), slot(vcpuId, page));
  }

  private void put(int vcpuId, int page, long pte) {
    heap.put(l1(vcpuId), slot(vcpuId, page), pte);
  }

  private static int slot(int vcpuId, int page) {
    return Pte.slot(gdtBase(vcpuId) + ((long) page << 12), 1);
  }

  private long l1(int vcpuId) {
    long linear = gdtBase(vcpuId);
    long l2 = heap.tableAt(Pte.mfn(l4Entry()), Pte.slot(linear, 3), TABLE);
    return heap.tableAt(l2, Pte.slot(linear, 2), TABLE);
  }

  /** Gives the tables back; the frames they map are not this object's. */
  void destroy() {
    if (l3 == FrameAllocator.NONE) {
      return;
    }
    for (int i = 0; i < Pte.ENTRIES; i++) {
      long l3e = heap.get(l3, i);
      for (int j = 0; Pte.isPresent(l3e) && j < Pte.ENTRIES; j++) {
        long l2e = heap.get(Pte.mfn(l3e), j);
        if (Pte.isPresent(l2e)) {
          heap.free(Pte.mfn(l2e));
        }
      }
      if (Pte.isPresent(l3e)) {
        heap.free(Pte.mfn(l3e));
      }
    }
    heap.free(l3);
    l3 = FrameAllocator.NONE;
  }
}
