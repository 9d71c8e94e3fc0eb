package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Steers the trace buffers. */
public final class XenSysctlTbufOp {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_tbuf_op", "sysctl.h");
  public static final Field.U32 CMD = S.u32("cmd");
  public static final Field.Struct CPU_MASK = S.struct("cpu_mask", XenctlBitmap.LAYOUT);
  public static final Field.U32 EVT_MASK = S.u32("evt_mask");
  public static final Field.U64 BUFFER_MFN = S.u64Aligned("buffer_mfn");
  public static final Field.U32 SIZE = S.u32("size");

  /** {@code struct xen_sysctl_tbuf_op}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlTbufOp() {}
}
