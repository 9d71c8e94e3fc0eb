package dev.xenolith.dom0.builder;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.Pte;
import java.util.ArrayList;
import java.util.List;

/**
 * Which page tables a new domain starts with: one mapping of its memory from VIRT_BASE on, and for
 * kernels that ask for it a second one of the p2m list. The tables of a mapping are consecutive
 * pages, top level first (libxenguest: count_pgtables).
 */
final class PageTablePlan {
  private static final int TABLE_BITS = 9;
  static final int ENTRIES = 1 << TABLE_BITS;
  private static final long LEAF = Pte.PRESENT | Pte.RW | Pte.ACCESSED;
  private static final long TABLE = LEAF | Pte.DIRTY | Pte.USER;

  /**
   * Addresses from {@code from} to {@code to}, inclusive, translated by tables at pfn and
   * following.
   */
  private record Level(long from, long to, long pfn, int tables) {
    boolean contains(long address) {
      return tables > 0 && address >= from && address <= to;
    }
  }

  /**
   * One mapping.
   *
   * @param pfn what its first page is mapped to
   * @param levels by level, 0 for the tables whose entries are pages
   * @param firstTable pfn of its first table
   */
  private record Mapping(
      long from, long to, long pfn, List<Level> levels, long firstTable, int tables) {
    boolean contains(long address) {
      return address >= from && address <= to;
    }

    boolean hasTable(long candidate) {
      return candidate >= firstTable && candidate < firstTable + tables;
    }
  }

  private final int levelCount;
  private final long addressMask;
  private final List<Mapping> mappings = new ArrayList<>();

  /** A plan for the width: three levels for 32-bit PAE, four for 64 bit. */
  PageTablePlan(boolean wide) {
    levelCount = wide ? 4 : 3;
    addressMask = wide ? (1L << 48) - 1 : (1L << 32) - 1;
  }

  int levelCount() {
    return levelCount;
  }

  /** How many tables a mapping of these addresses would need, were it the next. */
  int count(long from, long to) {
    return plan(from, to, 0, 0).tables();
  }

  /**
   * Adds a mapping.
   *
   * @param from first address
   * @param to last address, inclusive
   * @param pfn what the first page is mapped to
   * @param firstTable pfn of the first of its tables
   */
  void add(long from, long to, long pfn, long firstTable) {
    mappings.add(plan(from, to, pfn, firstTable));
  }

  private Mapping plan(long from, long to, long pfn, long firstTable) {
    long start = from & addressMask;
    long end = to & addressMask;
    List<Level> levels = new ArrayList<>();
    int tables = 0;
    for (int level = levelCount - 1; level >= 0; level--) {
      Level planned = planLevel(level, start, end, firstTable + tables);
      levels.addFirst(planned);
      tables += planned.tables();
    }
    return new Mapping(start, end, pfn, levels, firstTable, tables);
  }

  private Level planLevel(int level, long start, long end, long pfn) {
    if (level == levelCount - 1) {
      return new Level(0, addressMask, pfn, mappings.isEmpty() ? 1 : 0);
    }
    long mask = (1L << tableBits(level)) - 1;
    long from = start & ~mask;
    long to = end | mask;
    if (levelCount == 3 && level == 1 && mappings.isEmpty() && to < 0xC000_0000L) {
      // Xen insists on a level-2 table for the last GiB: it puts its own entries there.
      to = addressMask;
    }
    for (Mapping earlier : mappings) {
      Level other = earlier.levels().get(level);
      if (other.tables() == 0 || to < other.from() || from > other.to()) {
        continue;
      }
      if (from >= other.from() && to <= other.to()) {
        return new Level(0, 0, pfn, 0);
      }
      if (from >= other.from()) {
        from = other.to() + 1;
      } else {
        to = other.from() - 1;
      }
    }
    return new Level(from, to, pfn, (int) ((to - from >>> tableBits(level)) + 1));
  }

  /** Log2 of the span of one table of a level. */
  private static int tableBits(int level) {
    return Mfn.PAGE_SHIFT + TABLE_BITS * (level + 1);
  }

  /** How many tables all mappings have. */
  int tables() {
    return mappings.stream().mapToInt(Mapping::tables).sum();
  }

  /** Takes the finished tables. */
  @FunctionalInterface
  interface TableSink {
    /** One table: the pfn of its page, and all its entries, which are reused. */
    void table(long pfn, long[] entries) throws DomainBuildException;
  }

  /**
   * Makes all tables.
   *
   * @param mfnByPfn machine frames of the domain
   */
  void build(long[] mfnByPfn, TableSink sink) throws DomainBuildException {
    long[] entries = new long[ENTRIES];
    for (Mapping mapping : mappings) {
      for (int level = levelCount - 1; level >= 0; level--) {
        Level range = mapping.levels().get(level);
        for (int i = 0; i < range.tables(); i++) {
          fill(entries, level, range.from() + ((long) i << tableBits(level)), mfnByPfn);
          sink.table(range.pfn() + i, entries);
        }
      }
    }
  }

  private void fill(long[] entries, int level, long start, long[] mfnByPfn) {
    for (int i = 0; i < ENTRIES; i++) {
      long address = start + ((long) i << tableBits(level) - TABLE_BITS);
      long pfn = address > addressMask ? -1 : target(level, address);
      entries[i] = pfn < 0 ? 0 : mfnByPfn[(int) pfn] << Mfn.PAGE_SHIFT | protection(level, pfn);
    }
  }

  /** The pfn that an entry of a table of this level names for an address, or -1. */
  private long target(int level, long address) {
    for (Mapping mapping : mappings) {
      if (level == 0 && mapping.contains(address)) {
        return mapping.pfn() + (address - mapping.from() >>> Mfn.PAGE_SHIFT);
      }
      if (level > 0 && mapping.levels().get(level - 1).contains(address)) {
        Level below = mapping.levels().get(level - 1);
        return below.pfn() + (address - below.from() >>> tableBits(level - 1));
      }
    }
    return -1;
  }

  private long protection(int level, long pfn) {
    if (level > 0) {
      return TABLE;
    }
    return mappings.stream().anyMatch(m -> m.hasTable(pfn)) ? LEAF & ~Pte.RW : LEAF;
  }
}
