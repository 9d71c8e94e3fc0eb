package dev.xenolith.hv.trap;

import dev.xenolith.abi.xen.TrapInfoFlags;

/** The virtual interrupt descriptor table of one vCPU: where its kernel wants each vector. */
public final class TrapTable {
  /** How many vectors there are. */
  public static final int SIZE = 256;

  private final int[] flags = new int[SIZE];
  private final int[] selectors = new int[SIZE];
  private final long[] addresses = new long[SIZE];

  /** Sets the entry of a vector. */
  public void set(int vector, int newFlags, int selector, long address) {
    flags[vector] = newFlags;
    selectors[vector] = selector;
    addresses[vector] = address;
  }

  /** Forgets the entry of a vector. */
  public void clear(int vector) {
    set(vector, 0, 0, 0);
  }

  /** Forgets everything. */
  public void clear() {
    for (int i = 0; i < SIZE; i++) {
      clear(i);
    }
  }

  /** Code selector of the handler. */
  public int selector(int vector) {
    return selectors[vector];
  }

  /** Address of the handler; 0 where there is none. */
  public long address(int vector) {
    return addresses[vector];
  }

  /** The flags member as registered (xen.h: trap_info.flags). */
  public int flags(int vector) {
    return flags[vector];
  }

  /** Least privileged ring that may reach the handler by INT n. */
  public int dpl(int vector) {
    return flags[vector] & TrapInfoFlags.DPL_MASK;
  }

  /** Whether delivery masks event upcalls. */
  public boolean masksEvents(int vector) {
    return (flags[vector] & TrapInfoFlags.IF) != 0;
  }
}
