package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Makes, changes and lists CPU pools. */
public final class XenSysctlCpupoolOp {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_cpupool_op", "sysctl.h");
  public static final Field.U32 OP = S.u32("op");
  public static final Field.U32 CPUPOOL_ID = S.u32("cpupool_id");
  public static final Field.U32 SCHED_ID = S.u32("sched_id");
  public static final Field.U32 DOMID = S.u32("domid");
  public static final Field.U32 CPU = S.u32("cpu");
  public static final Field.U32 N_DOM = S.u32("n_dom");
  public static final Field.Struct CPUMAP = S.struct("cpumap", XenctlBitmap.LAYOUT);

  /** {@code struct xen_sysctl_cpupool_op}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCpupoolOp() {}
}
