package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks how long the physical CPUs have been idle. */
public final class XenSysctlGetcpuinfo {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_getcpuinfo", "sysctl.h");
  public static final Field.U32 MAX_CPUS = S.u32("max_cpus");
  public static final Field.U64 INFO = S.pointer64("info");
  public static final Field.U32 NR_CPUS = S.u32("nr_cpus");

  /** {@code struct xen_sysctl_getcpuinfo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlGetcpuinfo() {}
}
