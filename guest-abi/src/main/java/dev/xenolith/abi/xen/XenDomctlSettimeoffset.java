package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A domain's offset from UTC, in seconds. */
public final class XenDomctlSettimeoffset {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_settimeoffset", "domctl.h");
  public static final Field.U64 TIME_OFFSET_SECONDS = S.s64Aligned("time_offset_seconds");

  /** {@code struct xen_domctl_settimeoffset}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlSettimeoffset() {}
}
