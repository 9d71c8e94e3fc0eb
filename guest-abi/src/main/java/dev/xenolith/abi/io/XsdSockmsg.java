package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The header before each xenstore message; the payload follows. */
public final class XsdSockmsg {
  private static final StructLayout.Builder S = StructLayout.of("xsd_sockmsg", "io/xs_wire.h");
  public static final Field.U32 TYPE = S.u32("type");
  public static final Field.U32 REQ_ID = S.u32("req_id");
  public static final Field.U32 TX_ID = S.u32("tx_id");
  public static final Field.U32 LEN = S.u32("len");

  /** {@code struct xsd_sockmsg}, io/xs_wire.h. */
  public static final StructLayout LAYOUT = S.build();

  private XsdSockmsg() {}
}
