package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for the types of frames. */
public final class XenDomctlGetpageframeinfo3 {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_getpageframeinfo3", "domctl.h");
  public static final Field.U64 NUM = S.u64Aligned("num");
  public static final Field.U64 ARRAY = S.pointer64("array");

  /** {@code struct xen_domctl_getpageframeinfo3}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlGetpageframeinfo3() {}
}
