package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.SegmentRegister.CODE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.DOWN_CONFORMING;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.READ_WRITE;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.SegmentRegister;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.mmu.PageWalk;
import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import dev.xenolith.hv.machine.memory.MachineMemory;
import jdk.internal.misc.Unsafe;

/**
 * Memory as an instruction sees it: segment and offset, checked for type, limit, alignment and
 * page. Every way of reading and writing data ends here; the engine's hot code only tries the
 * translation buffer by itself first.
 */
final class DataMemory {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final long PAGE_OFFSET = 0xFFF;
  private static final long CR0_AM = 1 << 18;
  private static final int USER_LEVEL = 3;

  private final CpuState state;
  private final PageWalk walk;
  private final MachineMemory memory;
  private final Breakpoints breakpoints;
  private boolean longCode;
  private boolean checkAlignment;
  private int privilege;

  // Where the value of the last readForWrite came from.
  private long held;

  DataMemory(CpuState state, PageWalk walk, MachineMemory memory, Breakpoints breakpoints) {
    this.state = state;
    this.walk = walk;
    this.memory = memory;
    this.breakpoints = breakpoints;
  }

  /** Takes over what changed of mode and privilege level. */
  void refresh() {
    longCode = state.longCode();
    boolean user = state.cpl() == USER_LEVEL;
    privilege = user ? Tlb.USER : 0;
    checkAlignment =
        user && (state.cr(CpuState.CR0) & CR0_AM) != 0 && (state.systemFlags() & Rflags.AC) != 0;
  }

  /**
   * Whether accesses must come through here, because alignment or breakpoints are to be checked.
   */
  boolean watchful() {
    return checkAlignment || breakpoints.watchData();
  }

  /**
   * The linear address of an operand.
   *
   * @throws GuestFault if the segment does not allow the access
   */
  long linear(int segment, long offset, int bytes, boolean write) {
    if (longCode) {
      return linear64(segment, offset, bytes);
    }
    SegmentRegister register = state.segment(segment);
    int attributes = register.attributes();
    boolean allowed =
        write
            ? (attributes & (CODE | READ_WRITE)) == READ_WRITE
            : (attributes & CODE) == 0 || (attributes & READ_WRITE) != 0;
    long last = offset + bytes - 1;
    if ((attributes & (CODE | DOWN_CONFORMING)) == DOWN_CONFORMING) {
      allowed &= offset > register.limit() && last <= (register.big() ? LOW_32 : 0xFFFF);
    } else {
      allowed &= last <= register.limit();
    }
    if (!allowed || !register.usable()) {
      throw GuestFault.of(segment == CpuState.SS ? Vector.SS : Vector.GP, 0);
    }
    return register.base() + offset & LOW_32;
  }

  private long linear64(int segment, long offset, int bytes) {
    long linear = segment >= CpuState.FS ? state.base(segment) + offset : offset;
    long last = linear + bytes - 1;
    if (linear << 16 >> 16 != linear || last << 16 >> 16 != last) {
      throw GuestFault.of(segment == CpuState.SS ? Vector.SS : Vector.GP, 0);
    }
    return linear;
  }

  /** Whether an operand is not aligned to 16 bytes: known before the segment is asked. */
  boolean misaligned(int segment, long offset) {
    boolean based = !longCode || segment >= CpuState.FS;
    return ((based ? state.base(segment) + offset : offset) & 15) != 0;
  }

  /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
  long read(int segment, long offset, int bytes) {
    return readLinear(linear(segment, offset, bytes, false), bytes);
  }

  /** Writes 1, 2, 4 or 8 bytes. */
  void write(int segment, long offset, int bytes, long value) {
    writeLinear(linear(segment, offset, bytes, true), bytes, value);
  }

  /** Reads what {@link #writeBack} will replace: faults as the write would. */
  long readForWrite(int segment, long offset, int bytes) {
    long at = linear(segment, offset, bytes, true);
    align(at, bytes);
    held = at;
    if ((at & PAGE_OFFSET) + bytes > PAGE_OFFSET + 1) {
      walk.hostOrFault(at, Tlb.WRITE + privilege);
      walk.hostOrFault(nextPage(at), Tlb.WRITE + privilege);
      return readCrossing(at, bytes, Tlb.WRITE);
    }
    return load(walk.hostOrFault(at, Tlb.WRITE + privilege), bytes);
  }

  /** Replaces what the last {@link #readForWrite} read. */
  void writeBack(int bytes, long value) {
    writeLinear(held, bytes, value);
  }

  /** Reads at a linear address with the current privilege. */
  long readLinear(long linear, int bytes) {
    align(linear, bytes);
    if (breakpoints.watchData()) {
      breakpoints.read(linear, bytes);
    }
    if ((linear & PAGE_OFFSET) + bytes > PAGE_OFFSET + 1) {
      return readCrossing(linear, bytes, Tlb.READ);
    }
    return load(walk.hostOrFault(linear, Tlb.READ + privilege), bytes);
  }

  /** Writes at a linear address with the current privilege. */
  void writeLinear(long linear, int bytes, long value) {
    align(linear, bytes);
    if ((linear & PAGE_OFFSET) + bytes > PAGE_OFFSET + 1) {
      writeCrossing(linear, bytes, value);
    } else {
      long host = walk.hostOrFault(linear, Tlb.WRITE + privilege);
      store(host, bytes, value);
      memory.written(host - memory.base(), bytes);
    }
    if (breakpoints.watchData()) {
      breakpoints.written(linear, bytes);
    }
  }

  /** Writes 16 bytes at a linear address: all of them or, where that faults, none. */
  void writeLinear16(long linear, long low, long high) {
    align(linear, 16);
    if ((linear & PAGE_OFFSET) + 16 > PAGE_OFFSET + 1) {
      claim(linear, 16);
    }
    writeLinear(linear, 8, low);
    writeLinear(following(linear), 8, high);
  }

  /** Faults where these bytes cannot be written. */
  void claim(long linear, int bytes) {
    walk.hostOrFault(linear, Tlb.WRITE + privilege);
    if ((linear & PAGE_OFFSET) + bytes > PAGE_OFFSET + 1) {
      walk.hostOrFault(nextPage(linear), Tlb.WRITE + privilege);
    }
  }

  /** The linear address of the second half of 16 bytes. */
  long following(long linear) {
    return longCode ? linear + 8 : linear + 8 & LOW_32;
  }

  /** Faults, if writing 2, 4, 8 or 10 bytes at a linear address would. */
  void probeWrite(long linear, int bytes) {
    align(linear, Integer.highestOneBit(bytes));
    claim(linear, bytes);
  }

  /** Host address of a byte to read, good to the end of its page. */
  long hostToRead(long linear) {
    return walk.hostOrFault(linear, Tlb.READ + privilege);
  }

  /**
   * Host address of a byte to write, good to the end of its page; tell {@link #wrote} afterwards.
   */
  long hostToWrite(long linear) {
    return walk.hostOrFault(linear, Tlb.WRITE + privilege);
  }

  /** Tells of bytes written through {@link #hostToWrite}. */
  void wrote(long host, int bytes) {
    memory.written(host - memory.base(), bytes);
  }

  /** Raises #AC if these bytes must be aligned and are not. */
  void align(long linear, int bytes) {
    if (checkAlignment && (linear & bytes - 1) != 0) {
      throw GuestFault.of(Vector.AC, 0);
    }
  }

  private long nextPage(long linear) {
    long next = (linear | PAGE_OFFSET) + 1;
    return longCode ? next : next & LOW_32;
  }

  private long readCrossing(long linear, int bytes, int table) {
    int first = (int) (PAGE_OFFSET + 1 - (linear & PAGE_OFFSET));
    long low = walk.hostOrFault(linear, table + privilege);
    long high = walk.hostOrFault(nextPage(linear), table + privilege);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      long host = i < first ? low + i : high + i - first;
      value = value << 8 | UNSAFE.getByte(host) & 0xFF;
    }
    return value;
  }

  private void writeCrossing(long linear, int bytes, long value) {
    int first = (int) (PAGE_OFFSET + 1 - (linear & PAGE_OFFSET));
    long low = walk.hostOrFault(linear, Tlb.WRITE + privilege);
    long high = walk.hostOrFault(nextPage(linear), Tlb.WRITE + privilege);
    for (int i = 0; i < bytes; i++) {
      UNSAFE.putByte(i < first ? low + i : high + i - first, (byte) (value >>> 8 * i));
    }
    memory.written(low - memory.base(), first);
    memory.written(high - memory.base(), bytes - first);
  }

  /** Reads host memory. */
  static long load(long host, int bytes) {
    return switch (bytes) {
      case 1 -> UNSAFE.getByte(host) & 0xFFL;
      case 2 -> UNSAFE.getShort(host) & 0xFFFFL;
      case 4 -> UNSAFE.getInt(host) & LOW_32;
      default -> UNSAFE.getLong(host);
    };
  }

  /** Writes host memory. */
  static void store(long host, int bytes, long value) {
    switch (bytes) {
      case 1 -> UNSAFE.putByte(host, (byte) value);
      case 2 -> UNSAFE.putShort(host, (short) value);
      case 4 -> UNSAFE.putInt(host, (int) value);
      default -> UNSAFE.putLong(host, value);
    }
  }
}
