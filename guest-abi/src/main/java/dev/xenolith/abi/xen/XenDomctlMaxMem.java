package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How much memory a domain may have, in KiB. */
public final class XenDomctlMaxMem {
  private static final StructLayout.Builder S = StructLayout.of("xen_domctl_max_mem", "domctl.h");
  public static final Field.U64 MAX_MEMKB = S.u64Aligned("max_memkb");

  /** {@code struct xen_domctl_max_mem}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlMaxMem() {}
}
