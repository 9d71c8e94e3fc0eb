package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** An NMI or another signal for a vCPU. */
public final class XenDomctlSendtrigger {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_sendtrigger", "domctl.h");
  public static final Field.U32 TRIGGER = S.u32("trigger");
  public static final Field.U32 VCPU = S.u32("vcpu");

  /** {@code struct xen_domctl_sendtrigger}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSendtrigger() {}
}
