package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The width of a guest, in bits. */
public final class XenDomctlAddressSize {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_address_size", "domctl.h");
  public static final Field.U32 SIZE = S.u32("size");

  /** {@code struct xen_domctl_address_size}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlAddressSize() {}
}
