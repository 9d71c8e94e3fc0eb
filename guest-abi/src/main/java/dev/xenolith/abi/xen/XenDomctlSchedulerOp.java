package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Reads or sets a domain's scheduling parameters. */
public final class XenDomctlSchedulerOp {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_scheduler_op", "domctl.h");
  public static final Field.U32 SCHED_ID = S.u32("sched_id");
  public static final Field.U32 CMD = S.u32("cmd");
  private static final StructLayout.Builder U_MEMBERS = S.union("u");
  public static final Field.Struct CREDIT = U_MEMBERS.struct("credit", XenDomctlSchedCredit.LAYOUT);
  public static final Field.Struct CREDIT2 =
      U_MEMBERS.struct("credit2", XenDomctlSchedCredit2.LAYOUT);
  public static final Field.Struct RTDS = U_MEMBERS.struct("rtds", XenDomctlSchedRtds.LAYOUT);
  private static final StructLayout.Builder V_MEMBERS = U_MEMBERS.nested("v");
  public static final Field.U64 V_VCPUS = V_MEMBERS.pointer64("vcpus");
  public static final Field.U32 V_NR_VCPUS = V_MEMBERS.u32("nr_vcpus");
  private static final Field.U32 V_PADDING = V_MEMBERS.u32("padding");

  /** {@code struct xen_domctl_scheduler_op}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSchedulerOp() {}
}
