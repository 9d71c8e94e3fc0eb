package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How long a physical CPU has been idle, in ns. */
public final class XenSysctlCpuinfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_cpuinfo", "sysctl.h");
  public static final Field.U64 IDLETIME = S.u64Aligned("idletime");

  /** {@code struct xen_sysctl_cpuinfo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCpuinfo() {}
}
