package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How what was asked of the device has ended. */
public final class XenNetifCtrlResponse {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_netif_ctrl_response", "io/netif.h");
  public static final Field.U16 ID = S.u16("id");
  public static final Field.U16 TYPE = S.u16("type");
  public static final Field.U32 STATUS = S.u32("status");
  public static final Field.U32 DATA = S.u32("data");

  /** {@code struct xen_netif_ctrl_response}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenNetifCtrlResponse() {}
}
