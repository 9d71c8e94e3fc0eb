package dev.xenolith.abi.xen;

/**
 * Bits of an x86 page table entry in PAE and long mode, at every level (Intel SDM vol. 3A, 4.4 and
 * 4.5).
 */
public final class Pte {
  /** P: the entry maps something. */
  public static final long PRESENT = 1L;

  /** Writes are allowed. */
  public static final long RW = 1L << 1;

  /** User mode is allowed. */
  public static final long USER = 1L << 2;

  /** Cache attribute. */
  public static final long PWT = 1L << 3;

  /** Cache attribute. */
  public static final long PCD = 1L << 4;

  /** The entry was used. */
  public static final long ACCESSED = 1L << 5;

  /** The page was written. */
  public static final long DIRTY = 1L << 6;

  /** PS: maps a large page, above level 1. */
  public static final long PSE = 1L << 7;

  /** Cache attribute, at level 1. */
  public static final long PAT = 1L << 7;

  /** Survives a change of CR3. */
  public static final long GLOBAL = 1L << 8;

  /** Bits the hardware ignores. */
  public static final long AVAIL_MASK = 7L << 9;

  /** The frame's address. */
  public static final long FRAME_MASK = 0x000F_FFFF_FFFF_F000L;

  /** No instructions from here. */
  public static final long NX = 1L << 63;

  private Pte() {}
}
