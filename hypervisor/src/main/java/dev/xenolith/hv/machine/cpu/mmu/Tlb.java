package dev.xenolith.hv.machine.cpu.mmu;

import java.util.Arrays;
import jdk.internal.misc.Unsafe;

/**
 * Cached translations: for each page recently used a tag and what must be added to a linear address
 * to get the host address. Direct-mapped, off the heap, one table for each of read, write and fetch
 * at each of user and supervisor privilege, so that a hit means that the access is allowed.
 *
 * <p>A tag is the page's linear address with the generation in its low 12 bits: a flush makes a new
 * generation and touches no entry. A page is entered for writing only when its dirty bit is set and
 * nobody watches its frame.
 */
public final class Tlb implements AutoCloseable {
  /** Tables, as {@link #table} takes them; add {@link #USER} for CPL 3. */
  public static final int READ = 0;

  public static final int WRITE = 1;
  public static final int FETCH = 2;
  public static final int USER = 3;

  /** What is shifted and masked out of a linear address to find its entry. */
  public static final int INDEX_SHIFT = 12 - 4;

  private static final int ENTRIES = 2048;

  /** Keeps the offset of an entry after the shift. */
  public static final long INDEX_MASK = (ENTRIES - 1) << 4;

  private static final int TABLES = 6;
  private static final long TABLE_BYTES = ENTRIES * 16L;
  private static final long PAGE_MASK = -4096;
  private static final int LAST_GENERATION = 0xFFF;
  private static final long NO_TAG = 0;

  /** How many page tables translations are kept of while others are in use. */
  private static final int KEPT = 32;

  private static final long NO_ROOT = -1;

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private final long base;
  private long generation;
  private long changes;
  private long last;
  private long rounds;

  // Which page tables earlier generations belong to, as long as no table is written.
  private final long[] roots = new long[KEPT];
  private final long[] rootGenerations = new long[KEPT];
  private int oldest;
  private long root = NO_ROOT;
  private long tableWrites;
  private boolean largePages;
  private boolean closed;

  /** An empty buffer. */
  public Tlb() {
    base = UNSAFE.allocateMemory(TABLES * TABLE_BYTES);
    UNSAFE.setMemory(base, TABLES * TABLE_BYTES, (byte) 0);
    flush();
  }

  /** Host address of a table, for the engine's inlined look-ups. */
  public long table(int which) {
    return base + which * TABLE_BYTES;
  }

  /**
   * What stands in the low 12 bits of every valid tag; never 0, changes with each flush and with
   * each switch to other tables.
   */
  public long generation() {
    return generation;
  }

  /** Never the same again once a page was forgotten. */
  public long changes() {
    return changes;
  }

  /** Enters a page. */
  public void enter(int which, long linear, long hostPage, boolean large) {
    long page = linear & PAGE_MASK;
    long entry = table(which) + (linear >>> INDEX_SHIFT & INDEX_MASK);
    UNSAFE.putLong(entry, page | generation);
    UNSAFE.putLong(entry + 8, hostPage - page);
    largePages |= large;
  }

  /** Host address of a byte, or 0 if its page is not cached for this use. */
  public long lookUp(int which, long linear) {
    long entry = table(which) + (linear >>> INDEX_SHIFT & INDEX_MASK);
    return UNSAFE.getLong(entry) == (linear & PAGE_MASK | generation)
        ? linear + UNSAFE.getLong(entry + 8)
        : 0;
  }

  /** How often all generations began anew: until then each stands for the same translations. */
  public long rounds() {
    return rounds;
  }

  /** Forgets everything. */
  public void flush() {
    largePages = false;
    forgetRoots();
    begin();
  }

  private void forgetRoots() {
    Arrays.fill(roots, NO_ROOT);
  }

  /** Begins a generation, for the present root. */
  private void begin() {
    changes++;
    if (last == LAST_GENERATION) {
      UNSAFE.setMemory(base, TABLES * TABLE_BYTES, (byte) 0);
      forgetRoots();
      last = 0;
      rounds++;
    }
    generation = ++last;
    roots[oldest] = root;
    rootGenerations[oldest] = generation;
    oldest = (oldest + 1) % KEPT;
  }

  /**
   * Goes on with other page tables, or the same again. A processor forgets what it knew when CR3 is
   * loaded; what it would find out anew is the same as long as no page table was written, so that
   * is kept.
   *
   * @param newRoot what is in CR3
   * @param writes a number that is another one when a page table was written
   */
  public void switchTo(long newRoot, long writes) {
    if (writes != tableWrites) {
      tableWrites = writes;
      root = newRoot;
      flush();
      return;
    }
    root = newRoot;
    for (int i = 0; i < KEPT; i++) {
      if (roots[i] == newRoot) {
        generation = rootGenerations[i];
        return;
      }
    }
    begin();
  }

  /** Forgets one page; all of them if large pages are about, whose pieces lie anywhere. */
  public void flushPage(long linear) {
    changes++;
    if (largePages) {
      flush();
      return;
    }
    for (int which = 0; which < TABLES; which++) {
      forget(which, linear);
    }
  }

  private void forget(int which, long linear) {
    long entry = table(which) + (linear >>> INDEX_SHIFT & INDEX_MASK);
    if ((UNSAFE.getLong(entry) & PAGE_MASK) == (linear & PAGE_MASK)) {
      UNSAFE.putLong(entry, NO_TAG);
    }
  }

  /** Drops every entry that lets this frame be written without anybody noticing. */
  public void forgetWrites(long hostPage) {
    for (int which = WRITE; which < TABLES; which += USER) {
      for (long entry = table(which); entry < table(which) + TABLE_BYTES; entry += 16) {
        long page = UNSAFE.getLong(entry) & PAGE_MASK;
        if (page + UNSAFE.getLong(entry + 8) == hostPage) {
          UNSAFE.putLong(entry, NO_TAG);
        }
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      UNSAFE.freeMemory(base);
    }
  }
}
