package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** Whether a domain may use an interrupt line. */
public final class XenDomctlIrqPermission {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_irq_permission", "domctl.h");
  public static final Field.U32 PIRQ = S.u32("pirq");
  public static final Field.U8 ALLOW_ACCESS = S.u8("allow_access");
  private static final Field.Array PAD = S.array("pad", Scalar.U8, 3);

  /** {@code struct xen_domctl_irq_permission}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlIrqPermission() {}
}
