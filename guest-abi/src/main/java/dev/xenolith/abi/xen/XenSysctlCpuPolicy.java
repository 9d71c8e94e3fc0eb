package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Reads one of the machine's own policies: what there is, and what domains can have of it. */
public final class XenSysctlCpuPolicy {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_cpu_policy", "sysctl.h");
  public static final Field.U32 INDEX = S.u32("index");
  public static final Field.U32 NR_LEAVES = S.u32("nr_leaves");
  public static final Field.U32 NR_MSRS = S.u32("nr_msrs");
  public static final Field.U32 RSVD = S.u32("_rsvd");
  public static final Field.U64 LEAVES = S.pointer64("leaves");
  public static final Field.U64 MSRS = S.pointer64("msrs");

  /** {@code struct xen_sysctl_cpu_policy}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCpuPolicy() {}
}
