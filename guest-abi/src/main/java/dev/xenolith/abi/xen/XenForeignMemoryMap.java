package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The memory map another domain shall see. */
public final class XenForeignMemoryMap {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_foreign_memory_map", "memory.h");
  public static final Field.U16 DOMID = S.domid("domid");
  public static final Field.Struct MAP = S.struct("map", XenMemoryMap.LAYOUT);

  /** {@code struct xen_foreign_memory_map}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenForeignMemoryMap() {}
}
