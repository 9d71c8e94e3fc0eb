package dev.xenolith.abi.xen;

/**
 * Segment selectors of the descriptors Xen puts into every GDT (arch-x86/xen-x86_32.h,
 * xen-x86_64.h).
 */
public final class Selector {
  /** Code of a 32-bit kernel. */
  public static final int RING1_CS_32 = 0xE019;

  /** Data of a 32-bit kernel. */
  public static final int RING1_DS_32 = 0xE021;

  /** Code of a 32-bit guest's user mode. */
  public static final int RING3_CS_32 = 0xE02B;

  /** Data of a 32-bit guest's user mode. */
  public static final int RING3_DS_32 = 0xE033;

  /** 32-bit code under a 64-bit guest. */
  public static final int RING3_CS32_64 = 0xE023;

  /** Code of a 64-bit guest, kernel and user. */
  public static final int RING3_CS64_64 = 0xE033;

  /** Data and stack of a 64-bit guest. */
  public static final int RING3_DS_64 = 0xE02B;

  /** The first of the GDT's 16 pages that is Xen's own. */
  public static final int FIRST_RESERVED_PAGE = 14;

  /** Offset of Xen's own part of the GDT. */
  public static final int FIRST_RESERVED_BYTE = 14 * 4096;

  private Selector() {}
}
