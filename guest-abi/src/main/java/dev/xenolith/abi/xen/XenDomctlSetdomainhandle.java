package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** The UUID of a domain. */
public final class XenDomctlSetdomainhandle {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_setdomainhandle", "domctl.h");
  public static final Field.Array HANDLE = S.array("handle", Scalar.U8, 16);

  /** {@code struct xen_domctl_setdomainhandle}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSetdomainhandle() {}
}
