package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** What a vCPU is doing. */
public final class XenDomctlGetvcpuinfo {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_getvcpuinfo", "domctl.h");
  public static final Field.U32 VCPU = S.u32("vcpu");
  public static final Field.U8 ONLINE = S.u8("online");
  public static final Field.U8 BLOCKED = S.u8("blocked");
  public static final Field.U8 RUNNING = S.u8("running");
  public static final Field.U64 CPU_TIME = S.u64Aligned("cpu_time");
  public static final Field.U32 CPU = S.u32("cpu");

  /** {@code struct xen_domctl_getvcpuinfo}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlGetvcpuinfo() {}
}
