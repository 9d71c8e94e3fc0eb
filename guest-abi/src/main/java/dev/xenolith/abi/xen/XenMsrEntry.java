package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One model-specific register of a policy. */
public final class XenMsrEntry {
  private static final StructLayout.Builder S = StructLayout.of("xen_msr_entry", "arch-x86/xen.h");
  public static final Field.U32 IDX = S.u32("idx");
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.U64 VAL = S.u64("val");

  /** {@code struct xen_msr_entry}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMsrEntry() {}
}
