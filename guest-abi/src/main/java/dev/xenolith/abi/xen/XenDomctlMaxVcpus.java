package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How many vCPUs a domain may have. */
public final class XenDomctlMaxVcpus {
  private static final StructLayout.Builder S = StructLayout.of("xen_domctl_max_vcpus", "domctl.h");
  public static final Field.U32 MAX = S.u32("max");

  /** {@code struct xen_domctl_max_vcpus}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlMaxVcpus() {}
}
