package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MmuUpdateCommand;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Maddr;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.Pte;
import dev.xenolith.abi.xen.UpdateVaFlags;
import java.util.BitSet;

/**
 * A range of virtual memory behind the boot mapping, with level-1 tables of its own, in which
 * frames of others appear for a while: what privcmd's mmap is to the tools of a Linux dom0.
 */
public final class Windows {
  private static final long TABLE_SPAN = (long) PageTables.ENTRIES << Mfn.PAGE_SHIFT;
  private static final long LEAF = Pte.PRESENT | Pte.RW | Pte.USER | Pte.ACCESSED | Pte.DIRTY;

  private final GuestBytes memory;
  private final MmuUpdates mmu;
  private final long base;
  private final Mfn[] tables;
  private final BitSet used = new BitSet();

  Windows(
      GuestBytes memory,
      Hypercalls hypercalls,
      MmuUpdates mmu,
      PageTables own,
      PageAllocator pages,
      int tableCount)
      throws HypercallFailedException {
    this.memory = memory;
    this.mmu = mmu;
    base = pages.end().raw() + TABLE_SPAN - 1 & -TABLE_SPAN;
    tables = new Mfn[tableCount];
    for (int i = 0; i < tableCount; i++) {
      Vaddr table = pages.allocate(1);
      for (long offset = 0; offset < Mfn.PAGE_SIZE; offset += 8) {
        memory.putU64(table.raw() + offset, 0);
      }
      tables[i] = own.mfnAt(table);
      // A frame becomes a page table only when nothing maps it writable any more.
      long readOnly = tables[i].toMaddr().raw() | LEAF & ~Pte.RW;
      Hypercalls.checked(
          "making a page table read-only",
          hypercalls.raw(Hypercall.UPDATE_VA_MAPPING, table.raw(), readOnly, UpdateVaFlags.INVLPG));
      Maddr entry = own.entryFor(new Vaddr(base + i * TABLE_SPAN), 2);
      if (entry == null) {
        throw new IllegalStateException("no level-2 table for windows at " + new Vaddr(base));
      }
      mmu.write(entry, tables[i].toMaddr().raw() | LEAF);
    }
  }

  /** Frames of another domain, readable and writable until it is closed. */
  public final class Window implements AutoCloseable {
    private final int first;
    private final int pages;
    private final GuestBytes bytes;
    private boolean open = true;

    private Window(int first, int pages) {
      this.first = first;
      this.pages = pages;
      bytes = new Slice(memory, addressOf(first), (long) pages << Mfn.PAGE_SHIFT);
    }

    /** The frames one behind the other, in the order they were asked for. */
    public GuestBytes bytes() {
      if (!open) {
        throw new IllegalStateException("the window is closed");
      }
      return bytes;
    }

    /** Where it begins in this kernel's memory. */
    public Vaddr address() {
      return new Vaddr(addressOf(first));
    }

    /** Unmaps the frames. Closing again does nothing. */
    @Override
    public void close() {
      if (open) {
        open = false;
        release(first, pages);
      }
    }
  }

  /** Maps one frame. */
  public Window map(DomId owner, Mfn mfn) throws HypercallFailedException {
    return map(owner, new long[] {mfn.raw()}, 0, 1);
  }

  /**
   * Maps frames of a domain.
   *
   * @param mfnsRaw machine frame numbers
   * @param from the first of them to be mapped
   * @param count how many
   * @throws HypercallFailedException when one of them cannot be; none is mapped then
   */
  public Window map(DomId owner, long[] mfnsRaw, int from, int count)
      throws HypercallFailedException {
    return map(owner, mfnsRaw, from, count, LEAF);
  }

  /** The same for looking only, which is how page tables and descriptor tables can be mapped. */
  public Window mapReadOnly(DomId owner, long[] mfnsRaw, int from, int count)
      throws HypercallFailedException {
    return map(owner, mfnsRaw, from, count, LEAF & ~Pte.RW);
  }

  private Window map(DomId owner, long[] mfnsRaw, int from, int count, long flags)
      throws HypercallFailedException {
    int first = take(count);
    try {
      mmu.update(
          MmuUpdateCommand.PT_UPDATE_NO_TRANSLATE,
          owner,
          count,
          i -> entryOf(first + (int) i),
          i -> mfnsRaw[from + (int) i] << Mfn.PAGE_SHIFT | flags);
    } catch (HypercallFailedException e) {
      release(first, count);
      throw e;
    }
    return new Window(first, count);
  }

  /** How many pages one window may have at most, when nothing else is mapped. */
  public int capacity() {
    return tables.length * PageTables.ENTRIES;
  }

  /** How many pages are mapped, or kept for somebody who maps them. */
  public int inUse() {
    return used.cardinality();
  }

  private int take(int count) throws HypercallFailedException {
    int first = 0;
    while (true) {
      first = used.nextClearBit(first);
      int end = used.nextSetBit(first);
      if (first + count > capacity()) {
        throw new HypercallFailedException(
            "no room for a window of %d pages beside %d".formatted(count, used.cardinality()),
            XenErrno.ENOMEM.result());
      }
      if (end < 0 || end - first >= count) {
        used.set(first, first + count);
        return first;
      }
      first = end;
    }
  }

  private void release(int first, int count) {
    try {
      mmu.update(
          MmuUpdateCommand.NORMAL_PT_UPDATE,
          DomId.SELF,
          count,
          i -> entryOf(first + (int) i),
          i -> 0);
      mmu.flush();
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("a window cannot be unmapped", e);
    }
    used.clear(first, first + count);
  }

  private long addressOf(int window) {
    return base + ((long) window << Mfn.PAGE_SHIFT);
  }

  private long entryOf(int window) {
    Mfn table = tables[window / PageTables.ENTRIES];
    return table.toMaddr().raw() + 8L * (window % PageTables.ENTRIES);
  }

  /**
   * The unmapped place where the hypervisor may map granted frames; released by {@link
   * Place#close}.
   */
  Place reserve(int pages) throws HypercallFailedException {
    return new Place(take(pages), pages);
  }

  /** Pages of virtual memory that the hypervisor maps and unmaps by itself. */
  final class Place implements AutoCloseable {
    private final int first;
    private final int pages;

    private Place(int first, int pages) {
      this.first = first;
      this.pages = pages;
    }

    /** Where one of the pages is. */
    Vaddr address(int page) {
      return new Vaddr(addressOf(first + page));
    }

    GuestBytes bytes() {
      return new Slice(memory, addressOf(first), (long) pages << Mfn.PAGE_SHIFT);
    }

    @Override
    public void close() {
      used.clear(first, first + pages);
    }
  }
}
