package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Extents to swap for others in one step. */
public final class XenMemoryExchange {
  private static final StructLayout.Builder S = StructLayout.of("xen_memory_exchange", "memory.h");
  public static final Field.Struct IN = S.struct("in", XenMemoryReservation.LAYOUT);
  public static final Field.Struct OUT = S.struct("out", XenMemoryReservation.LAYOUT);
  public static final Field.Word NR_EXCHANGED = S.word("nr_exchanged");

  /** {@code struct xen_memory_exchange}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMemoryExchange() {}
}
