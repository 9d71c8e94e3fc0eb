package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A page in which a front end can receive. */
public final class NetifRxRequest {
  private static final StructLayout.Builder S = StructLayout.of("netif_rx_request", "io/netif.h");
  public static final Field.U16 ID = S.u16("id");
  public static final Field.U16 PAD = S.u16("pad");
  public static final Field.U32 GREF = S.gref("gref");

  /** {@code struct netif_rx_request}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private NetifRxRequest() {}
}
