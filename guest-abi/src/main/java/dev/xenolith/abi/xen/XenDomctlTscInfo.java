package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How a domain sees the time stamp counter. */
public final class XenDomctlTscInfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_domctl_tsc_info", "domctl.h");
  public static final Field.U32 TSC_MODE = S.u32("tsc_mode");
  public static final Field.U32 GTSC_KHZ = S.u32("gtsc_khz");
  public static final Field.U32 INCARNATION = S.u32("incarnation");
  private static final Field.U32 PAD = S.u32("pad");
  public static final Field.U64 ELAPSED_NSEC = S.u64Aligned("elapsed_nsec");

  /** {@code struct xen_domctl_tsc_info}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlTscInfo() {}
}
