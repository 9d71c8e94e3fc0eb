package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Reads or sets what CPUID tells a domain. */
public final class XenDomctlCpuPolicy {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_cpu_policy", "domctl.h");
  public static final Field.U32 NR_LEAVES = S.u32("nr_leaves");
  public static final Field.U32 NR_MSRS = S.u32("nr_msrs");
  public static final Field.U64 LEAVES = S.pointer64("leaves");
  public static final Field.U64 MSRS = S.pointer64("msrs");
  public static final Field.U32 ERR_LEAF = S.u32("err_leaf");
  public static final Field.U32 ERR_SUBLEAF = S.u32("err_subleaf");
  public static final Field.U32 ERR_MSR = S.u32("err_msr");

  /** {@code struct xen_domctl_cpu_policy}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlCpuPolicy() {}
}
