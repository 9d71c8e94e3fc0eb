package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The physical CPUs a vCPU may and would like to run on. */
public final class XenDomctlVcpuaffinity {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_vcpuaffinity", "domctl.h");
  public static final Field.U32 VCPU = S.u32("vcpu");
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.Struct CPUMAP_HARD = S.struct("cpumap_hard", XenctlBitmap.LAYOUT);
  public static final Field.Struct CPUMAP_SOFT = S.struct("cpumap_soft", XenctlBitmap.LAYOUT);

  /** {@code struct xen_domctl_vcpuaffinity}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlVcpuaffinity() {}
}
