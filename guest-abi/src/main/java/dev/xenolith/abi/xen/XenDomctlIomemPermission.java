package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Whether a domain may map I/O frames. */
public final class XenDomctlIomemPermission {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_iomem_permission", "domctl.h");
  public static final Field.U64 FIRST_MFN = S.u64Aligned("first_mfn");
  public static final Field.U64 NR_MFNS = S.u64Aligned("nr_mfns");
  public static final Field.U8 ALLOW_ACCESS = S.u8("allow_access");

  /** {@code struct xen_domctl_iomem_permission}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlIomemPermission() {}
}
