package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Reads or sets a scheduler's own parameters. */
public final class XenSysctlSchedulerOp {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_scheduler_op", "sysctl.h");
  public static final Field.U32 CPUPOOL_ID = S.u32("cpupool_id");
  public static final Field.U32 SCHED_ID = S.u32("sched_id");
  public static final Field.U32 CMD = S.u32("cmd");
  private static final StructLayout.Builder U_MEMBERS = S.union("u");
  private static final StructLayout.Builder SCHED_ARINC653_MEMBERS =
      U_MEMBERS.nested("sched_arinc653");
  public static final Field.U64 SCHED_ARINC653_SCHEDULE =
      SCHED_ARINC653_MEMBERS.pointer64("schedule");
  public static final Field.Struct SCHED_CREDIT =
      U_MEMBERS.struct("sched_credit", XenSysctlCreditSchedule.LAYOUT);
  public static final Field.Struct SCHED_CREDIT2 =
      U_MEMBERS.struct("sched_credit2", XenSysctlCredit2Schedule.LAYOUT);

  /** {@code struct xen_sysctl_scheduler_op}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlSchedulerOp() {}
}
