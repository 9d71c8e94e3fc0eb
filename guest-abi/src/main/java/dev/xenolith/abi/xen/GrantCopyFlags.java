package dev.xenolith.abi.xen;

/** Bits of gnttab_copy.flags (grant_table.h: GNTCOPY_*). */
public final class GrantCopyFlags {
  /** The source is a grant, not a frame of the caller's. */
  public static final int SOURCE_GREF = 1;

  /** The destination is a grant, not a frame of the caller's. */
  public static final int DEST_GREF = 1 << 1;

  private GrantCopyFlags() {}
}
