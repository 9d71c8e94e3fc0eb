package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for the nodes and their distances. */
public final class XenSysctlNumainfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_numainfo", "sysctl.h");
  public static final Field.U32 NUM_NODES = S.u32("num_nodes");
  public static final Field.U64 MEMINFO = S.pointer64("meminfo");
  public static final Field.U64 DISTANCE = S.pointer64("distance");

  /** {@code struct xen_sysctl_numainfo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlNumainfo() {}
}
