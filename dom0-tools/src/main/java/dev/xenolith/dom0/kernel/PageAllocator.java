package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;

/**
 * Hands out the pages behind what the builder put into the boot mapping, lowest first. Nothing is
 * given back: what the kernel takes at boot it keeps.
 */
final class PageAllocator {
  private long next;
  private final long end;

  PageAllocator(BootInfo boot, PageTables tables) {
    long used = boot.startInfo().raw() + Mfn.PAGE_SIZE;
    used = max(used, boot.pageTables().raw() + (boot.pageTablePages() << Mfn.PAGE_SHIFT));
    long list = boot.mfnList().raw() + 8 * boot.pages();
    boolean listInRange = Long.compareUnsigned(boot.mfnList().raw(), tables.virtBase().raw()) >= 0;
    used = listInRange ? max(used, list) : used;
    // The boot stack is the one page more that the builder puts behind all this.
    next = (used + Mfn.PAGE_SIZE - 1 & -Mfn.PAGE_SIZE) + Mfn.PAGE_SIZE;
    long at = next;
    while (tables.isMapped(new Vaddr(at))) {
      at += Mfn.PAGE_SIZE;
    }
    end = at;
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a : b;
  }

  /** Takes pages that follow each other in virtual memory. */
  Vaddr allocate(int pages) {
    long start = next;
    if (end - start < (long) pages << Mfn.PAGE_SHIFT) {
      throw new IllegalStateException(
          "the kernel has %d free pages in its boot mapping and needs %d"
              .formatted(end - start >>> Mfn.PAGE_SHIFT, pages));
    }
    next = start + ((long) pages << Mfn.PAGE_SHIFT);
    return new Vaddr(start);
  }

  /** The first address behind the boot mapping. */
  Vaddr end() {
    return new Vaddr(end);
  }
}
