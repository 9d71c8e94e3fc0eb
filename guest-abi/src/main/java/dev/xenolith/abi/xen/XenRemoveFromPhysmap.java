package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to remove a frame of a translated domain; PV guests are refused. */
public final class XenRemoveFromPhysmap {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_remove_from_physmap", "memory.h");
  public static final Field.U16 DOMID = S.domid("domid");
  public static final Field.Word GPFN = S.pfn("gpfn");

  /** {@code struct xen_remove_from_physmap}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenRemoveFromPhysmap() {}
}
