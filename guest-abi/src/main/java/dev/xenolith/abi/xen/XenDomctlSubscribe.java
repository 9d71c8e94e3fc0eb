package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The port to raise when a domain is gone. */
public final class XenDomctlSubscribe {
  private static final StructLayout.Builder S = StructLayout.of("xen_domctl_subscribe", "domctl.h");
  public static final Field.U32 PORT = S.u32("port");

  /** {@code struct xen_domctl_subscribe}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSubscribe() {}
}
