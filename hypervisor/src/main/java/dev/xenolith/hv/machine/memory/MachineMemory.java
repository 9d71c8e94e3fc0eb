package dev.xenolith.hv.machine.memory;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.internal.misc.Unsafe;

/**
 * The memory of the machine, addressed by machine address. One reservation with one base address,
 * so that a later engine can hand it to a real CPU; the host commits a frame when it is first
 * written.
 */
public final class MachineMemory implements GuestBytes, AutoCloseable {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** The C library gives freed blocks up to this size out again (mallopt(3), M_MMAP_THRESHOLD). */
  private static final long LARGEST_REUSED = 32L << 20;

  private final long allocation;
  private final long base;
  private final long size;
  // How many watchers want to know of writes into a frame; stays at 255 once it got there.
  private final byte[] watches;
  // Which frames a processor has read as page tables, now or earlier.
  private final boolean[] tables;
  private long tableWrites;
  private final List<WriteWatcher> watchers = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** Reserves this many frames. */
  public MachineMemory(long frames) {
    size = Math.multiplyExact(frames, Mfn.PAGE_SIZE);
    // Large blocks come straight from the kernel: untouched pages cost nothing and read as zeroes.
    // Smaller ones may be somebody's old heap.
    allocation = UNSAFE.allocateMemory(size + Mfn.PAGE_SIZE);
    if (size <= LARGEST_REUSED) {
      UNSAFE.setMemory(allocation, size + Mfn.PAGE_SIZE, (byte) 0);
    }
    base = (allocation + Mfn.PAGE_SIZE - 1) & -Mfn.PAGE_SIZE;
    watches = new byte[Math.toIntExact(frames)];
    tables = new boolean[watches.length];
  }

  /**
   * Host address of machine address 0: for the engine's translated accesses, which check by
   * themselves.
   */
  public long base() {
    return base;
  }

  /** How many bytes the host keeps pages for; empty where the host does not say. */
  public OptionalLong residentBytes() {
    return HostPages.resident(base);
  }

  /** How many frames there are. */
  public long frames() {
    return size >>> Mfn.PAGE_SHIFT;
  }

  @Override
  public long size() {
    return size;
  }

  private long host(long maddr, int length) {
    if (maddr < 0 || maddr > size - length) {
      throw new IndexOutOfBoundsException("machine address 0x" + Long.toHexString(maddr));
    }
    return base + maddr;
  }

  @Override
  public int getU8(long maddr) {
    return UNSAFE.getByte(host(maddr, 1)) & 0xFF;
  }

  @Override
  public int getU16(long maddr) {
    return UNSAFE.getShort(host(maddr, 2)) & 0xFFFF;
  }

  @Override
  public int getU32(long maddr) {
    return UNSAFE.getInt(host(maddr, 4));
  }

  @Override
  public long getU64(long maddr) {
    return UNSAFE.getLong(host(maddr, 8));
  }

  @Override
  public void putU8(long maddr, int value) {
    UNSAFE.putByte(host(maddr, 1), (byte) value);
    written(maddr, 1);
  }

  @Override
  public void putU16(long maddr, int value) {
    UNSAFE.putShort(host(maddr, 2), (short) value);
    written(maddr, 2);
  }

  @Override
  public void putU32(long maddr, int value) {
    UNSAFE.putInt(host(maddr, 4), value);
    written(maddr, 4);
  }

  @Override
  public void putU64(long maddr, long value) {
    UNSAFE.putLong(host(maddr, 8), value);
    written(maddr, 8);
  }

  @Override
  public void get(long maddr, byte[] to, int start, int length) {
    Objects.checkFromIndexSize(start, length, to.length);
    long from = host(maddr, length);
    UNSAFE.copyMemory(null, from, to, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) start, length);
  }

  @Override
  public void put(long maddr, byte[] from, int start, int length) {
    Objects.checkFromIndexSize(start, length, from.length);
    long to = host(maddr, length);
    UNSAFE.copyMemory(from, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) start, null, to, length);
    written(maddr, length);
  }

  /**
   * A range for a device to read and write, on any thread. What it wrote must be told to {@link
   * #written} afterwards, and it must be done before this memory is closed.
   */
  @SuppressWarnings("restricted")
  public ByteBuffer buffer(long maddr, int length) {
    return MemorySegment.ofAddress(host(maddr, length)).reinterpret(length).asByteBuffer();
  }

  /**
   * Copies between machine addresses; the ranges may overlap as long as {@code to} is not inside
   * {@code from}.
   */
  public void copy(long from, long to, int length) {
    UNSAFE.copyMemory(host(from, length), host(to, length), length);
    written(to, length);
  }

  /**
   * Replaces 4 bytes if they are what is expected, atomically.
   *
   * @return whether they were
   */
  public boolean compareAndSetU32(long maddr, int expected, int value) {
    boolean set = UNSAFE.compareAndSetInt(null, host(maddr, 4), expected, value);
    if (set) {
      written(maddr, 4);
    }
    return set;
  }

  /**
   * Replaces 8 bytes if they are what is expected, atomically.
   *
   * @return whether they were
   */
  public boolean compareAndSetU64(long maddr, long expected, long value) {
    boolean set = UNSAFE.compareAndSetLong(null, host(maddr, 8), expected, value);
    if (set) {
      written(maddr, 8);
    }
    return set;
  }

  /** Notes that a processor reads a frame as a page table. */
  public void noteTable(long frame) {
    tables[(int) frame] = true;
  }

  /** Notes that a frame becomes something else than the page table it may have been. */
  public void forgetTable(long frame) {
    if (tables[(int) frame]) {
      tables[(int) frame] = false;
      tableWrites++;
    }
  }

  /**
   * Another number whenever a page table was written in any way but by a processor's stores into a
   * page that is mapped writable, which a page table of a PV guest never is. Accessed and dirty
   * bits do not count.
   */
  public long tableWrites() {
    return tableWrites;
  }

  /**
   * Sets bits in an entry of a page table as a processor does that walks it.
   *
   * @return false if it is not what is expected
   */
  public boolean markEntry(long maddr, long expected, long value) {
    boolean set = UNSAFE.compareAndSetLong(null, host(maddr, 8), expected, value);
    int frame = (int) (maddr >>> Mfn.PAGE_SHIFT);
    if (set && watches[frame] != 0) {
      tell(maddr, 8, frame);
    }
    return set;
  }

  /**
   * Tells a watcher of frames that become watched, and of writes into watched frames, until it is
   * removed.
   */
  public void addWatcher(WriteWatcher watcher) {
    watchers.add(watcher);
  }

  /** Stops telling a watcher. The frames it watched stay watched until {@link #unwatch}. */
  public void removeWatcher(WriteWatcher watcher) {
    watchers.remove(watcher);
  }

  /** From now on every write into this frame is told to the watchers. */
  public void watch(long frame) {
    int index = (int) frame;
    if (watches[index] != (byte) 0xFF) {
      watches[index]++;
    }
    for (WriteWatcher watcher : watchers) {
      watcher.frameWatched(frame);
    }
  }

  /** Takes one {@link #watch} back. */
  public void unwatch(long frame) {
    int index = (int) frame;
    if (watches[index] != 0 && watches[index] != (byte) 0xFF) {
      watches[index]--;
    }
  }

  /** Whether somebody watches this frame. */
  public boolean watched(long frame) {
    return watches[(int) frame] != 0;
  }

  /** Tells of a write that was made through {@link #base}. */
  public void written(long maddr, int length) {
    int last = (int) (maddr + length - 1 >>> Mfn.PAGE_SHIFT);
    for (int frame = (int) (maddr >>> Mfn.PAGE_SHIFT); frame <= last; frame++) {
      if (tables[frame]) {
        tableWrites++;
      }
      if (watches[frame] != 0) {
        tell(maddr, length, frame);
      }
    }
  }

  private void tell(long maddr, int length, long frame) {
    long start = Math.max(maddr, frame << Mfn.PAGE_SHIFT);
    long end = Math.min(maddr + length, frame + 1 << Mfn.PAGE_SHIFT);
    for (WriteWatcher watcher : watchers) {
      watcher.frameWritten(start, (int) (end - start));
    }
  }

  /** Makes frames read as zeroes and gives what they took back to the host where it takes it. */
  public void discardFrames(long mfnRaw, long count) {
    long from = host(mfnRaw << Mfn.PAGE_SHIFT, 0);
    host((mfnRaw + count << Mfn.PAGE_SHIFT) - Mfn.PAGE_SIZE, Mfn.PAGE_SIZE);
    if (!HostPages.discard(from, count * Mfn.PAGE_SIZE)) {
      clearFrames(mfnRaw, count);
      return;
    }
    for (long frame = mfnRaw; frame < mfnRaw + count; frame++) {
      written(frame << Mfn.PAGE_SHIFT, Mfn.PAGE_SIZE);
    }
  }

  /**
   * Makes frames read as zeroes. A frame nobody wrote stays uncommitted: looking at it does not
   * commit it, writing zeroes would.
   */
  public void clearFrames(long mfnRaw, long count) {
    long from = host(mfnRaw << Mfn.PAGE_SHIFT, 0);
    host((mfnRaw + count << Mfn.PAGE_SHIFT) - Mfn.PAGE_SIZE, Mfn.PAGE_SIZE);
    for (long frame = from; frame < from + count * Mfn.PAGE_SIZE; frame += Mfn.PAGE_SIZE) {
      if (!isZero(frame)) {
        UNSAFE.setMemory(frame, Mfn.PAGE_SIZE, (byte) 0);
        written(frame - base, Mfn.PAGE_SIZE);
      }
    }
  }

  private static boolean isZero(long frame) {
    for (long at = frame; at < frame + Mfn.PAGE_SIZE; at += 8) {
      if (UNSAFE.getLong(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Sets all bytes of a frame. */
  public void fillFrame(long mfnRaw, int value) {
    long maddr = mfnRaw << Mfn.PAGE_SHIFT;
    UNSAFE.setMemory(host(maddr, Mfn.PAGE_SIZE), Mfn.PAGE_SIZE, (byte) value);
    written(maddr, Mfn.PAGE_SIZE);
  }

  /** Copies one frame onto another. */
  public void copyFrame(long fromMfnRaw, long toMfnRaw) {
    copy(fromMfnRaw << Mfn.PAGE_SHIFT, toMfnRaw << Mfn.PAGE_SHIFT, Mfn.PAGE_SIZE);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      UNSAFE.freeMemory(allocation);
    }
  }
}
