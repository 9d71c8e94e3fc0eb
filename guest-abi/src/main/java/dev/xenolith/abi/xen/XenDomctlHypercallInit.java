package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The frame to fill with hypercall stubs. */
public final class XenDomctlHypercallInit {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_hypercall_init", "domctl.h");
  public static final Field.U64 GMFN = S.u64Aligned("gmfn");

  /** {@code struct xen_domctl_hypercall_init}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlHypercallInit() {}
}
