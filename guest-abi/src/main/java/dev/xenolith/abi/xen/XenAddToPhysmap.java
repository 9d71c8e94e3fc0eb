package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to place a frame in a translated domain; PV guests are refused. */
public final class XenAddToPhysmap {
  private static final StructLayout.Builder S = StructLayout.of("xen_add_to_physmap", "memory.h");
  public static final Field.U16 DOMID = S.domid("domid");
  public static final Field.U16 SIZE = S.u16("size");
  public static final Field.U32 SPACE = S.u32("space");
  public static final Field.Word IDX = S.word("idx");
  public static final Field.Word GPFN = S.pfn("gpfn");

  /** {@code struct xen_add_to_physmap}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenAddToPhysmap() {}
}
