package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** The frame of every sysctl: command, version and the arguments of the command. */
public final class XenSysctl {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl", "sysctl.h");
  public static final Field.U32 CMD = S.u32("cmd");
  public static final Field.U32 INTERFACE_VERSION = S.u32("interface_version");
  private static final StructLayout.Builder U_MEMBERS = S.union("u");
  public static final Field.Struct READCONSOLE =
      U_MEMBERS.struct("readconsole", XenSysctlReadconsole.LAYOUT);
  public static final Field.Struct TBUF_OP = U_MEMBERS.struct("tbuf_op", XenSysctlTbufOp.LAYOUT);
  public static final Field.Struct PHYSINFO =
      U_MEMBERS.struct("physinfo", XenSysctlPhysinfo.LAYOUT);
  public static final Field.Struct CPUTOPOINFO =
      U_MEMBERS.struct("cputopoinfo", XenSysctlCputopoinfo.LAYOUT);
  public static final Field.Struct NUMAINFO =
      U_MEMBERS.struct("numainfo", XenSysctlNumainfo.LAYOUT);
  public static final Field.Struct SCHED_ID = U_MEMBERS.struct("sched_id", XenSysctlSchedId.LAYOUT);
  public static final Field.Struct GETDOMAININFOLIST =
      U_MEMBERS.struct("getdomaininfolist", XenSysctlGetdomaininfolist.LAYOUT);
  public static final Field.Struct DEBUG_KEYS =
      U_MEMBERS.struct("debug_keys", XenSysctlDebugKeys.LAYOUT);
  public static final Field.Struct GETCPUINFO =
      U_MEMBERS.struct("getcpuinfo", XenSysctlGetcpuinfo.LAYOUT);
  public static final Field.Struct AVAILHEAP =
      U_MEMBERS.struct("availheap", XenSysctlAvailheap.LAYOUT);
  public static final Field.Struct CPUPOOL_OP =
      U_MEMBERS.struct("cpupool_op", XenSysctlCpupoolOp.LAYOUT);
  public static final Field.Struct SCHEDULER_OP =
      U_MEMBERS.struct("scheduler_op", XenSysctlSchedulerOp.LAYOUT);
  public static final Field.Struct CPU_FEATURESET =
      U_MEMBERS.struct("cpu_featureset", XenSysctlCpuFeatureset.LAYOUT);
  public static final Field.Struct CPU_POLICY =
      U_MEMBERS.struct("cpu_policy", XenSysctlCpuPolicy.LAYOUT);
  private static final Field.Array PAD = U_MEMBERS.array("pad", Scalar.U8, 128);

  /** {@code struct xen_sysctl}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctl() {}
}
