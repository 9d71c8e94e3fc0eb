package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to undo one mapping of a granted frame. */
public final class GnttabUnmapGrantRef {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_unmap_grant_ref", "grant_table.h");
  public static final Field.U64 HOST_ADDR = S.u64("host_addr");
  public static final Field.U64 DEV_BUS_ADDR = S.u64("dev_bus_addr");
  public static final Field.U32 HANDLE = S.ghandle("handle");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct gnttab_unmap_grant_ref}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabUnmapGrantRef() {}
}
