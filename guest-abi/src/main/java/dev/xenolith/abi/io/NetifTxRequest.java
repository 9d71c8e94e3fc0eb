package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A part of a packet that a front end sends. */
public final class NetifTxRequest {
  /** The checksum is only begun: the hardware, or whoever receives it, is to complete it. */
  public static final int CSUM_BLANK = 1;

  /** The checksum is known to be right. */
  public static final int DATA_VALIDATED = 1 << 1;

  /** The packet goes on in the next request. */
  public static final int MORE_DATA = 1 << 2;

  /** What follows is a {@link NetifExtraInfo}. */
  public static final int EXTRA_INFO = 1 << 3;

  /** The largest packet. */
  public static final int MAX_PACKET = 0xFFFF;

  /** As many slots a packet may always have. */
  public static final int MIN_SLOTS = 18;

  private static final StructLayout.Builder S = StructLayout.of("netif_tx_request", "io/netif.h");
  public static final Field.U32 GREF = S.gref("gref");
  public static final Field.U16 OFFSET = S.u16("offset");
  public static final Field.U16 FLAGS = S.u16("flags");
  public static final Field.U16 ID = S.u16("id");
  public static final Field.U16 SIZE = S.u16("size");

  /** {@code struct netif_tx_request}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private NetifTxRequest() {}
}
