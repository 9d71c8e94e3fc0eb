package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Extents to allocate or to give back. */
public final class XenMemoryReservation {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_memory_reservation", "memory.h");
  public static final Field.Word EXTENT_START = S.pointer("extent_start");
  public static final Field.Word NR_EXTENTS = S.word("nr_extents");
  public static final Field.U32 EXTENT_ORDER = S.u32("extent_order");
  public static final Field.U32 MEM_FLAGS = S.u32("mem_flags");
  public static final Field.U16 DOMID = S.domid("domid");

  /** {@code struct xen_memory_reservation}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMemoryReservation() {}
}
