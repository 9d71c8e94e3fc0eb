package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A buffer for the memory map, in e820 entries. */
public final class XenMemoryMap {
  private static final StructLayout.Builder S = StructLayout.of("xen_memory_map", "memory.h");
  public static final Field.U32 NR_ENTRIES = S.u32("nr_entries");
  public static final Field.Word BUFFER = S.pointer("buffer");

  /** {@code struct xen_memory_map}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMemoryMap() {}
}
