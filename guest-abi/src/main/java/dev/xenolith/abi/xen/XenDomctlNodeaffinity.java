package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The nodes a domain prefers. */
public final class XenDomctlNodeaffinity {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_nodeaffinity", "domctl.h");
  public static final Field.Struct NODEMAP = S.struct("nodemap", XenctlBitmap.LAYOUT);

  /** {@code struct xen_domctl_nodeaffinity}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlNodeaffinity() {}
}
