package dev.xenolith.hv.machine.cpu;

/**
 * The descriptor tables of a processor, read through its page tables as silicon does: with
 * supervisor rights.
 */
public final class DescriptorTables {
  /** Selector bit: the local table. */
  public static final int LOCAL = 4;

  private static final int INDEX = 0xFFF8;
  private static final int BUSY = 2;

  private final CpuState state;
  private final LinearMemory linear;
  private final byte[] bytes = new byte[8];

  /** The tables that the GDTR and LDTR of {@code state} name. */
  public DescriptorTables(CpuState state, LinearMemory linear) {
    this.state = state;
    this.linear = linear;
  }

  /** Whether a selector names no segment at all: index 0 of the global table. */
  public static boolean isNull(int selector) {
    return (selector & ~3 & 0xFFFF) == 0;
  }

  /** The error code that names a selector. */
  public static int errorCode(int selector) {
    return selector & 0xFFFC;
  }

  /** Whether the table a selector names reaches as far as its descriptor of this many bytes. */
  public boolean within(int selector, int length) {
    int last = (selector & INDEX) + length - 1;
    if ((selector & LOCAL) == 0) {
      return last <= state.gdtLimit();
    }
    return state.ldt().usable() && last <= state.ldt().limit();
  }

  /**
   * Reads a descriptor of 8 bytes whose selector is {@link #within} its table.
   *
   * @throws GuestFault with a page fault when the table is not mapped
   */
  public long read(int selector) {
    return readQuad(address(selector));
  }

  /** Reads the upper half of a descriptor of 16 bytes. */
  public long readUpper(int selector) {
    return readQuad(address(selector) + 8);
  }

  private long address(int selector) {
    long base = (selector & LOCAL) == 0 ? state.gdtBase() : state.ldt().base();
    return base + (selector & INDEX);
  }

  private long readQuad(long at) {
    if (linear.read(at, bytes, 0, 8) != 0) {
      throw GuestFault.page(linear.faultCode(), linear.faultAddress());
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xFF;
    }
    return value;
  }

  /**
   * Sets the accessed bit of a code or data descriptor in its table, if it is not set, and returns
   * the descriptor.
   */
  public long markAccessed(int selector, long descriptor) {
    return mark(selector, descriptor, SegmentRegister.ACCESSED);
  }

  /** Sets the busy bit of a task state segment's descriptor and returns the descriptor. */
  public long markBusy(int selector, long descriptor) {
    return mark(selector, descriptor, BUSY);
  }

  private long mark(int selector, long descriptor, int typeBit) {
    long marked = descriptor | (long) typeBit << 40;
    if (marked != descriptor) {
      bytes[0] = (byte) (marked >>> 40);
      if (linear.write(address(selector) + 5, bytes, 0, 1) != 0) {
        throw GuestFault.page(linear.faultCode(), linear.faultAddress());
      }
    }
    return marked;
  }
}
