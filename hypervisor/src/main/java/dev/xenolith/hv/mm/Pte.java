package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;

/**
 * Bits of a page-table entry ({@link dev.xenolith.abi.xen.Pte}), and what Xen changes in a guest's
 * entry when it accepts it.
 *
 * <p>A ring-3 kernel (64-bit guests) cannot have supervisor pages: its kernel mappings get the user
 * bit as well as {@link #GUEST_KERNEL}, so that the difference is not lost; everything else gets
 * the user bit, user pages the global one.
 */
public final class Pte {
  public static final long PRESENT = dev.xenolith.abi.xen.Pte.PRESENT;
  public static final long RW = dev.xenolith.abi.xen.Pte.RW;
  public static final long USER = dev.xenolith.abi.xen.Pte.USER;
  public static final long PWT = dev.xenolith.abi.xen.Pte.PWT;
  public static final long PCD = dev.xenolith.abi.xen.Pte.PCD;
  public static final long ACCESSED = dev.xenolith.abi.xen.Pte.ACCESSED;
  public static final long DIRTY = dev.xenolith.abi.xen.Pte.DIRTY;
  public static final long PSE = dev.xenolith.abi.xen.Pte.PSE;

  /** In an L1 entry bit 7 selects a memory type instead of a page size. */
  public static final long PAT = dev.xenolith.abi.xen.Pte.PAT;

  public static final long GLOBAL = dev.xenolith.abi.xen.Pte.GLOBAL;

  /** Bits 9 to 11, free for software. */
  public static final long AVAIL = dev.xenolith.abi.xen.Pte.AVAIL_MASK;

  /** Bits 52 to 62, free for software. */
  public static final long AVAIL_HIGH = 0x7FFL << 52;

  /** Set by Xen in an entry of a 64-bit guest that maps a page of the guest's kernel. */
  public static final long GUEST_KERNEL = 1L << 52;

  public static final long NX = dev.xenolith.abi.xen.Pte.NX;

  /** Bits 12 to 51: the frame. */
  public static final long FRAME = dev.xenolith.abi.xen.Pte.FRAME_MASK;

  /** Entries in a table. */
  public static final int ENTRIES = 512;

  static final long CACHE = PAT | PCD | PWT;

  private static final long BASE_ALLOWED =
      PRESENT | RW | USER | ACCESSED | DIRTY | AVAIL | AVAIL_HIGH | NX;

  /** Bits a guest may change in an entry without anything having to be checked again. */
  static final long HARMLESS = NX | AVAIL_HIGH | AVAIL | GLOBAL | DIRTY | ACCESSED | USER;

  static final long NEVER_IN_UPPER = ~(BASE_ALLOWED | FRAME);
  static final long NEVER_IN_L1 = NEVER_IN_UPPER & ~GLOBAL;

  /**
   * A PAE top-level entry has R/W, U/S, A, D and all above bit 51 reserved (SDM vol. 3, table 4-8).
   */
  static final long NEVER_IN_PAE_L3 = 0x198 | 0xFFFL << 52;

  private Pte() {}

  /** An entry that maps this frame with these flags. */
  public static long of(long mfnRaw, long flags) {
    return mfnRaw << 12 | flags;
  }

  /** The frame an entry names. */
  public static long mfn(long pte) {
    return (pte & FRAME) >>> 12;
  }

  static boolean isPresent(long pte) {
    return (pte & PRESENT) != 0;
  }

  /** Flag bits of the entry that a guest may not set at this level. */
  static long forbidden(long pte, int level, Abi abi, boolean mayChooseCaching) {
    return switch (level) {
      case 1 -> pte & (mayChooseCaching ? NEVER_IN_L1 & ~CACHE : NEVER_IN_L1);
      case 3 -> pte & (abi == Abi.PV32 ? NEVER_IN_PAE_L3 : NEVER_IN_UPPER);
      default -> pte & NEVER_IN_UPPER;
    };
  }

  /** The entry as Xen stores it. */
  static long adjust(long pte, int level, Abi abi) {
    if (!isPresent(pte)) {
      return pte;
    }
    if (abi == Abi.PV32) {
      return switch (level) {
        case 3 -> pte | USER | RW;
        case 4 -> pte | ACCESSED;
        default -> pte;
      };
    }
    return switch (level) {
      case 1 -> adjustLeaf(pte);
      case 4 -> pte | USER | ACCESSED;
      default -> pte | USER;
    };
  }

  private static long adjustLeaf(long pte) {
    long adjusted = (pte & USER) == 0 ? pte | GUEST_KERNEL | USER : pte;
    return (adjusted & GUEST_KERNEL) == 0 ? adjusted | GLOBAL | USER : adjusted;
  }

  /**
   * Undoes {@link #adjust} for an entry the guest gets back: only the PAE top level is restored.
   */
  static long unadjust(long pte, int level, Abi abi) {
    return abi == Abi.PV32 && level == 3 && isPresent(pte) ? pte & ~(USER | RW | ACCESSED) : pte;
  }

  /** Index of the entry that translates this address at this level. */
  public static int slot(long linear, int level) {
    return (int) (linear >>> (3 + 9 * level)) & (ENTRIES - 1);
  }
}
