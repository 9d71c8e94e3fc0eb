package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A grant that is to stay mapped. */
public final class XenNetifGref {
  private static final StructLayout.Builder S = StructLayout.of("xen_netif_gref", "io/netif.h");
  public static final Field.U32 REF = S.gref("ref");
  public static final Field.U16 FLAGS = S.u16("flags");
  public static final Field.U16 STATUS = S.u16("status");

  /** {@code struct xen_netif_gref}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenNetifGref() {}
}
