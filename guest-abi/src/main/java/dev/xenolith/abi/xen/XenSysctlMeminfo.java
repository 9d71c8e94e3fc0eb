package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How much memory a node has. */
public final class XenSysctlMeminfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_meminfo", "sysctl.h");
  public static final Field.U64 MEMSIZE = S.u64Aligned("memsize");
  public static final Field.U64 MEMFREE = S.u64Aligned("memfree");

  /** {@code struct xen_sysctl_meminfo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlMeminfo() {}
}
