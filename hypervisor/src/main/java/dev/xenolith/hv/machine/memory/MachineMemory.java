package dev.xenolith.hv.machine.memory;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import jdk.internal.misc.Unsafe;

/**
 * The memory of the machine, addressed by machine address. One reservation with one base address,
 * so that a later engine can hand it to a real CPU; the host commits a frame when it is first
 * written.
 */
public final class MachineMemory implements GuestBytes, AutoCloseable {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private final long allocation;
  private final long base;
  private final long size;
  private boolean closed;

  /** Reserves this many frames. */
  public MachineMemory(long frames) {
    size = Math.multiplyExact(frames, Mfn.PAGE_SIZE);
    // Large blocks come straight from the kernel: untouched pages cost nothing and read as zeroes.
    allocation = UNSAFE.allocateMemory(size + Mfn.PAGE_SIZE);
    base = (allocation + Mfn.PAGE_SIZE - 1) & -Mfn.PAGE_SIZE;
  }

  /**
   * Host address of machine address 0: for the engine's translated accesses, which check by
   * themselves.
   */
  public long base() {
    return base;
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
  }

  @Override
  public void putU16(long maddr, int value) {
    UNSAFE.putShort(host(maddr, 2), (short) value);
  }

  @Override
  public void putU32(long maddr, int value) {
    UNSAFE.putInt(host(maddr, 4), value);
  }

  @Override
  public void putU64(long maddr, long value) {
    UNSAFE.putLong(host(maddr, 8), value);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      UNSAFE.freeMemory(allocation);
    }
  }
}
