package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How a part of a packet that was sent has ended. */
public final class NetifTxResponse {
  private static final StructLayout.Builder S = StructLayout.of("netif_tx_response", "io/netif.h");
  public static final Field.U16 ID = S.u16("id");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct netif_tx_response}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private NetifTxResponse() {}
}
