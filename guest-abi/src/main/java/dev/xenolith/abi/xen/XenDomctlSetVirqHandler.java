package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The domain that shall get a global virtual interrupt. */
public final class XenDomctlSetVirqHandler {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_set_virq_handler", "domctl.h");
  public static final Field.U32 VIRQ = S.u32("virq");

  /** {@code struct xen_domctl_set_virq_handler}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSetVirqHandler() {}
}
