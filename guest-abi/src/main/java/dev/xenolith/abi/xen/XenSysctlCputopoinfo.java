package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks where the physical CPUs sit. */
public final class XenSysctlCputopoinfo {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_cputopoinfo", "sysctl.h");
  public static final Field.U32 NUM_CPUS = S.u32("num_cpus");
  public static final Field.U64 CPUTOPO = S.pointer64("cputopo");

  /** {@code struct xen_sysctl_cputopoinfo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCputopoinfo() {}
}
