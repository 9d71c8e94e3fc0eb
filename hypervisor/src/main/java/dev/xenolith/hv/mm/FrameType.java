package dev.xenolith.hv.mm;

/**
 * What a frame is used as, one of these at a time (xen/asm-x86/mm.h: PGT_*). A frame changes its
 * type only while nothing refers to it as its present one.
 */
public enum FrameType {
  /** No special use so far. */
  NONE("none"),
  /** Page table of the lowest level: its entries map data. */
  L1("l1_page_table"),
  /** Page directory. */
  L2("l2_page_table"),
  /** Page-directory-pointer table: the top of a 32-bit PAE guest. */
  L3("l3_page_table"),
  /** PML4: the top of a 64-bit guest. */
  L4("l4_page_table"),
  /** Holds segment descriptors, in use as part of a GDT or LDT. */
  SEG_DESC("seg_desc_page"),
  /** Copy-on-write sharable. */
  SHARED("shared_page"),
  /** Mapped writable somewhere. */
  WRITABLE("writable_page");

  private static final FrameType[] VALUES = values();

  private final String cName;

  FrameType(String cName) {
    this.cName = cName;
  }

  /** The name Xen's sources use, without the {@code PGT_} prefix. */
  public String cName() {
    return cName;
  }

  /** Whether this is one of the four page-table types. */
  public boolean isPageTable() {
    return this != NONE && ordinal() <= L4.ordinal();
  }

  static FrameType of(int threeBits) {
    return VALUES[threeBits];
  }

  /** The page-table type of level 1 to 4. */
  static FrameType ofLevel(int level) {
    return VALUES[level];
  }
}
