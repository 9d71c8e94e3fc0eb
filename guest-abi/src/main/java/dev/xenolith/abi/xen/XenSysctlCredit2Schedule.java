package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The credit2 scheduler's own parameters. */
public final class XenSysctlCredit2Schedule {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_credit2_schedule", "sysctl.h");
  public static final Field.U32 RATELIMIT_US = S.u32("ratelimit_us");

  /** {@code struct xen_sysctl_credit2_schedule}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCredit2Schedule() {}
}
