package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Whether a debugger is attached to a domain. */
public final class XenDomctlSetdebugging {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_setdebugging", "domctl.h");
  public static final Field.U8 ENABLE = S.u8("enable");

  /** {@code struct xen_domctl_setdebugging}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSetdebugging() {}
}
