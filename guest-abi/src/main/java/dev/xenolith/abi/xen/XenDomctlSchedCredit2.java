package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A domain's share under the credit2 scheduler. */
public final class XenDomctlSchedCredit2 {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_sched_credit2", "domctl.h");
  public static final Field.U16 WEIGHT = S.u16("weight");
  public static final Field.U16 CAP = S.u16("cap");

  /** {@code struct xen_domctl_sched_credit2}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSchedCredit2() {}
}
