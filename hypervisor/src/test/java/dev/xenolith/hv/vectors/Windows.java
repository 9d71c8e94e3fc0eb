package dev.xenolith.hv.vectors;

/**
 * Where the memory of a silicon case lies, and what it holds before patches. The same numbers stand
 * in silicon.c. Linear addresses; nothing is mapped beside the windows.
 */
final class Windows {
  static final int PAGE = 0x1000;

  /** Two pages, read and execute, filled with HLT. */
  static final int CODE = 0x08048000;

  static final int CODE_SIZE = 2 * PAGE;

  /** Two pages that may be written, then one that may only be read. */
  static final int DATA = 0x10000000;

  static final int DATA_SIZE = 3 * PAGE;
  static final int DATA_WRITABLE = 2 * PAGE;

  /** Two pages that may be written. */
  static final int STACK = 0x20000000;

  static final int STACK_SIZE = 2 * PAGE;

  static final byte HLT = (byte) 0xF4;

  private Windows() {}

  /** What DATA and STACK hold at an address. */
  static byte pattern(int address) {
    int x = (address >>> 2) * 0x9E3779B1;
    x ^= x >>> 15;
    x *= 0x85EBCA77;
    x ^= x >>> 13;
    return (byte) (x >>> 8 * (address & 3));
  }

  /** Whether an address lies in DATA or STACK. */
  static boolean holds(int address) {
    return Integer.compareUnsigned(address - DATA, DATA_SIZE) < 0
        || Integer.compareUnsigned(address - STACK, STACK_SIZE) < 0;
  }
}
