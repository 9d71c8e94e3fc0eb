package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Which scheduler runs. */
public final class XenSysctlSchedId {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_sched_id", "sysctl.h");
  public static final Field.U32 SCHED_ID = S.u32("sched_id");

  /** {@code struct xen_sysctl_sched_id}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlSchedId() {}
}
