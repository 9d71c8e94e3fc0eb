package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A bitmap of the control interfaces, one bit per CPU or node. */
public final class XenctlBitmap {
  private static final StructLayout.Builder S = StructLayout.of("xenctl_bitmap", "xen.h");
  public static final Field.U64 BITMAP = S.pointer64("bitmap");
  public static final Field.U32 NR_BITS = S.u32("nr_bits");

  /** {@code struct xenctl_bitmap}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenctlBitmap() {}
}
