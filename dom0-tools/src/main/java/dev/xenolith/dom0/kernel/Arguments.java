package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;

/**
 * Memory for argument structures, taken like a stack: open a scope, allocate, make the call, read
 * the answer, close.
 */
public final class Arguments {
  private final GuestBytes memory;
  private final long start;
  private final long end;
  private long top;

  Arguments(GuestBytes memory, Vaddr pages, int count) {
    this.memory = memory;
    start = pages.raw();
    end = start + ((long) count << Mfn.PAGE_SHIFT);
    top = start;
  }

  /** Starts taking memory that goes back when the scope is closed. */
  public Scope open() {
    return new Scope(top);
  }

  /** Memory that is given back at {@link #close}. */
  public final class Scope implements AutoCloseable {
    private final long mark;

    private Scope(long mark) {
      this.mark = mark;
    }

    /** Takes zeroed bytes, 16-aligned; the address is what a hypercall wants as pointer. */
    public long bytes(long count) {
      long at = top;
      long next = at + (count + 15 & ~15L);
      if (next > end) {
        throw new IllegalStateException(count + " bytes of arguments are more than there is room");
      }
      top = next;
      for (long a = at; a < next; a += 8) {
        memory.putU64(a, 0);
      }
      return at;
    }

    /** Takes a zeroed structure. */
    public long struct(StructLayout layout) {
      return bytes(layout.size(Abi.PV64));
    }

    /** Takes an array of 64-bit numbers with these values. */
    public long longs(long[] values, int from, int count) {
      long at = bytes(8L * count);
      for (int i = 0; i < count; i++) {
        memory.putU64(at + 8L * i, values[from + i]);
      }
      return at;
    }

    /** The memory itself, addressed by what the other methods return. */
    public GuestBytes memory() {
      return memory;
    }

    @Override
    public void close() {
      top = mark;
    }
  }
}
