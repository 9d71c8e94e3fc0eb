package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A part of a packet that a front end receives, or why there is none. */
public final class NetifRxResponse {
  /** The checksum is known to be right. */
  public static final int DATA_VALIDATED = 1;

  /** The checksum is only begun. */
  public static final int CSUM_BLANK = 1 << 1;

  /** The packet goes on in the next response. */
  public static final int MORE_DATA = 1 << 2;

  /** What follows is a {@link NetifExtraInfo}. */
  public static final int EXTRA_INFO = 1 << 3;

  private static final StructLayout.Builder S = StructLayout.of("netif_rx_response", "io/netif.h");
  public static final Field.U16 ID = S.u16("id");
  public static final Field.U16 OFFSET = S.u16("offset");
  public static final Field.U16 FLAGS = S.u16("flags");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct netif_rx_response}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private NetifRxResponse() {}
}
