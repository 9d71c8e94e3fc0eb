package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.Selector;

/**
 * The hypervisor's own page of the GDT: flat segments for guests and ring 0 (xen-x86_32.h,
 * xen-x86_64.h).
 */
public final class XenGdt {
  /** Page of the GDT that is the hypervisor's. */
  public static final int FIRST_RESERVED_PAGE = Selector.FIRST_RESERVED_PAGE;

  /** The first descriptor that is not the guest's; its selector is 0xE000. */
  public static final int FIRST_RESERVED_ENTRY = FIRST_RESERVED_PAGE * 512;

  /** Limit of the GDT in bytes minus one, as SGDT shows it. */
  public static final int LIMIT = (FIRST_RESERVED_PAGE + 1) * Mfn.PAGE_SIZE - 1;

  static final long READ_ONLY = Pte.PRESENT | Pte.ACCESSED | Pte.NX;
  static final long READ_WRITE = READ_ONLY | Pte.RW | Pte.DIRTY;

  private final XenHeap heap;
  private final long zeroPage;
  private final long page32;
  private final long page64;

  XenGdt(XenHeap heap) {
    this.heap = heap;
    zeroPage = heap.require();
    page32 = flat();
    // Ring 1 exists only for 32-bit kernels, so the two tables assign 0xE018 to 0xE033 differently.
    put(page32, 0xE018, 0x00CFBB000000FFFFL);
    put(page32, 0xE020, 0x00CFB3000000FFFFL);
    put(page32, 0xE028, 0x00CFFB000000FFFFL);
    put(page32, 0xE030, 0x00CFF3000000FFFFL);
    page64 = flat();
    put(page64, 0xE020, 0x00CFFB000000FFFFL);
    put(page64, 0xE028, 0x00CFF3000000FFFFL);
    put(page64, 0xE030, 0x00AFFB000000FFFFL);
  }

  private long flat() {
    long page = heap.require();
    put(page, 0xE008, 0x00AF9B000000FFFFL);
    put(page, 0xE010, 0x00CF93000000FFFFL);
    put(page, 0xE060, 0x0000910000000000L);
    return page;
  }

  private void put(long page, int selector, long descriptor) {
    heap.put(page, (selector >>> 3) - FIRST_RESERVED_ENTRY, descriptor);
  }

  long zeroPage() {
    return zeroPage;
  }

  long page(Abi abi) {
    return abi == Abi.PV32 ? page32 : page64;
  }
}
