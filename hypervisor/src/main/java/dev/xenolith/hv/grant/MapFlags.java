package dev.xenolith.hv.grant;

/** Bits of a mapping request's flags (grant_table.h: GNTMAP_*). */
public final class MapFlags {
  /** Map for I/O devices. */
  public static final int DEVICE_MAP = 1;

  /** Map into the mapper's address space. */
  public static final int HOST_MAP = 1 << 1;

  /** For reading only. */
  public static final int READONLY = 1 << 2;

  /** Let user mode use the host mapping too. */
  public static final int APPLICATION_MAP = 1 << 3;

  /** The host address is the machine address of the page-table entry to write. */
  public static final int CONTAINS_PTE = 1 << 4;

  private MapFlags() {}

  static boolean isReadonly(int flags) {
    return (flags & READONLY) != 0;
  }

  static boolean isDevice(int flags) {
    return (flags & DEVICE_MAP) != 0;
  }

  static boolean isHost(int flags) {
    return (flags & HOST_MAP) != 0;
  }
}
