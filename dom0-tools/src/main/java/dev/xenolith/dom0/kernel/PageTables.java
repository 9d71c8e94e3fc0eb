package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Maddr;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.Pte;
import java.util.HashMap;
import java.util.Map;

/**
 * This kernel's own four-level page tables, read where they are mapped. Pages of the domain appear
 * in one linear range that begins with pfn 0 at {@link #virtBase}; nobody tells a hosted kernel
 * where that is, so it is worked out from the tables themselves.
 */
final class PageTables {
  static final int ENTRIES = 512;

  private final GuestBytes memory;
  private final BootInfo boot;
  private final Map<Long, Long> pfnByMfn = new HashMap<>();
  private final long virtBase;

  PageTables(GuestBytes memory, BootInfo boot) {
    this.memory = memory;
    this.boot = boot;
    for (long pfn = 0; pfn < boot.pages(); pfn++) {
      pfnByMfn.put(boot.mfnRaw(memory, pfn), pfn);
    }
    virtBase = findVirtBase();
  }

  /**
   * The top table stands first of all tables. Its entry for itself names the frame, and by the list
   * the pfn, of a table that is one of the next few pages: that leaves few places for pfn 0, and
   * the right one leads back.
   */
  private long findVirtBase() {
    long top = boot.pageTables().raw();
    long entry = memory.getU64(top + 8L * index(top, 4));
    Long pfnBelow = pfnByMfn.get(mfnOf(entry));
    if ((entry & Pte.PRESENT) != 0 && pfnBelow != null) {
      for (long distance = 1; distance < boot.pageTablePages(); distance++) {
        long candidate = top - (pfnBelow - distance << Mfn.PAGE_SHIFT);
        if (leadsBack(candidate, top, pfnBelow - distance)) {
          return candidate;
        }
      }
    }
    throw new IllegalStateException(
        "the boot page tables at %s do not map themselves".formatted(boot.pageTables()));
  }

  private boolean leadsBack(long base, long top, long topPfn) {
    long end = top + (boot.pageTablePages() << Mfn.PAGE_SHIFT);
    long table = top;
    for (int level = 4; level > 1; level--) {
      long entry = memory.getU64(table + 8L * index(top, level));
      Long pfn = pfnByMfn.get(mfnOf(entry));
      if ((entry & Pte.PRESENT) == 0 || pfn == null) {
        return false;
      }
      table = base + (pfn << Mfn.PAGE_SHIFT);
      if (Long.compareUnsigned(table, top) < 0 || Long.compareUnsigned(table, end) >= 0) {
        return false;
      }
    }
    long leaf = memory.getU64(table + 8L * index(top, 1));
    return topPfn >= 0 && topPfn < boot.pages() && mfnOf(leaf) == boot.mfnRaw(memory, topPfn);
  }

  private static int index(long vaddr, int level) {
    return (int) (vaddr >>> 12 + 9 * (level - 1)) & ENTRIES - 1;
  }

  private static long mfnOf(long entry) {
    return (entry & Pte.FRAME_MASK) >>> Mfn.PAGE_SHIFT;
  }

  /** Virtual address of pfn 0. */
  Vaddr virtBase() {
    return new Vaddr(virtBase);
  }

  /** The machine frame behind a mapped address. */
  Mfn mfnAt(Vaddr vaddr) {
    Maddr entry = entryFor(vaddr, 1);
    long value = entry == null ? 0 : read(entry);
    if ((value & Pte.PRESENT) == 0) {
      throw new IllegalStateException(vaddr + " is not mapped");
    }
    return new Mfn(mfnOf(value));
  }

  /** Whether the address is mapped. */
  boolean isMapped(Vaddr vaddr) {
    Maddr entry = entryFor(vaddr, 1);
    return entry != null && (read(entry) & Pte.PRESENT) != 0;
  }

  /**
   * The place of the entry that maps an address.
   *
   * @param level 1 for the entry of the page, 2 for that of its level-1 table, and so on
   * @return its machine address, or null where a table above it is missing
   */
  Maddr entryFor(Vaddr vaddr, int level) {
    long table = boot.pageTables().raw();
    for (int at = 4; at > level; at--) {
      long entry = memory.getU64(table + 8L * index(vaddr.raw(), at));
      if ((entry & Pte.PRESENT) == 0) {
        return null;
      }
      table = vaddrOf(mfnOf(entry));
    }
    return frameOf(table).toMaddr().plus(8L * index(vaddr.raw(), level));
  }

  private long read(Maddr entry) {
    return memory.getU64(vaddrOf(entry.toMfn().raw()) + entry.offset());
  }

  private long vaddrOf(long mfnRaw) {
    Long pfn = pfnByMfn.get(mfnRaw);
    if (pfn == null) {
      throw new IllegalStateException(new Mfn(mfnRaw) + " is no page of this domain");
    }
    return virtBase + (pfn << Mfn.PAGE_SHIFT);
  }

  private Mfn frameOf(long table) {
    return new Mfn(boot.mfnRaw(memory, table - virtBase >>> Mfn.PAGE_SHIFT));
  }
}
