package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What a front end asks of its device besides packets. */
public final class XenNetifCtrlRequest {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_netif_ctrl_request", "io/netif.h");
  public static final Field.U16 ID = S.u16("id");
  public static final Field.U16 TYPE = S.u16("type");
  public static final Field.Array DATA = S.array("data", Scalar.U32, 3);

  /** {@code struct xen_netif_ctrl_request}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenNetifCtrlRequest() {}
}
