package dev.xenolith.abi.xen;

/** Bits of gnttab_map_grant_ref.flags (grant_table.h: GNTMAP_*). */
public final class GrantMapFlags {
  /** Map for devices. */
  public static final int DEVICE_MAP = 1;

  /** Map for the CPU. */
  public static final int HOST_MAP = 1 << 1;

  /** Map for reading only. */
  public static final int READONLY = 1 << 2;

  /** The mapping is for user mode too. */
  public static final int APPLICATION_MAP = 1 << 3;

  /** host_addr is the machine address of a page table entry, not a linear address. */
  public static final int CONTAINS_PTE = 1 << 4;

  /** Where the bits begin that go into the available bits of the page table entry. */
  public static final int GUEST_AVAIL_SHIFT = 16;

  private GrantMapFlags() {}
}
