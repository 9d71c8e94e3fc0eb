package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The credit scheduler's own parameters. */
public final class XenSysctlCreditSchedule {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_credit_schedule", "sysctl.h");
  public static final Field.U32 TSLICE_MS = S.u32("tslice_ms");
  public static final Field.U32 RATELIMIT_US = S.u32("ratelimit_us");
  public static final Field.U32 VCPU_MIGR_DELAY_US = S.u32("vcpu_migr_delay_us");

  /** {@code struct xen_sysctl_credit_schedule}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCreditSchedule() {}
}
