package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A vCPU's share under the real-time scheduler, in us. */
public final class XenDomctlSchedRtds {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_sched_rtds", "domctl.h");
  public static final Field.U32 PERIOD = S.u32("period");
  public static final Field.U32 BUDGET = S.u32("budget");
  public static final Field.U32 FLAGS = S.u32("flags");

  /** {@code struct xen_domctl_sched_rtds}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSchedRtds() {}
}
