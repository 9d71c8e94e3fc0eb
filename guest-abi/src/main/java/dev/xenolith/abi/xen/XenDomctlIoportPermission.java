package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Whether a domain may use I/O ports. */
public final class XenDomctlIoportPermission {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_ioport_permission", "domctl.h");
  public static final Field.U32 FIRST_PORT = S.u32("first_port");
  public static final Field.U32 NR_PORTS = S.u32("nr_ports");
  public static final Field.U8 ALLOW_ACCESS = S.u8("allow_access");

  /** {@code struct xen_domctl_ioport_permission}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlIoportPermission() {}
}
