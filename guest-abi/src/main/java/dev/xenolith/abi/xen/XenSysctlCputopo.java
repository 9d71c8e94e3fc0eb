package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Where a physical CPU sits. */
public final class XenSysctlCputopo {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_cputopo", "sysctl.h");
  public static final Field.U32 CORE = S.u32("core");
  public static final Field.U32 SOCKET = S.u32("socket");
  public static final Field.U32 NODE = S.u32("node");

  /** {@code struct xen_sysctl_cputopo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCputopo() {}
}
