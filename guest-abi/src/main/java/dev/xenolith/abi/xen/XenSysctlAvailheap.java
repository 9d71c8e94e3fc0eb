package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How much memory is free. */
public final class XenSysctlAvailheap {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_availheap", "sysctl.h");
  public static final Field.U32 MIN_BITWIDTH = S.u32("min_bitwidth");
  public static final Field.U32 MAX_BITWIDTH = S.u32("max_bitwidth");
  public static final Field.U32 NODE = S.s32("node");
  public static final Field.U64 AVAIL_BYTES = S.u64Aligned("avail_bytes");

  /** {@code struct xen_sysctl_availheap}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlAvailheap() {}
}
