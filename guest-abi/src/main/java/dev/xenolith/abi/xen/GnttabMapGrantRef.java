package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to map one granted frame. */
public final class GnttabMapGrantRef {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_map_grant_ref", "grant_table.h");
  public static final Field.U64 HOST_ADDR = S.u64("host_addr");
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.U32 REF = S.gref("ref");
  public static final Field.U16 DOM = S.domid("dom");
  public static final Field.S16 STATUS = S.s16("status");
  public static final Field.U32 HANDLE = S.ghandle("handle");
  public static final Field.U64 DEV_BUS_ADDR = S.u64("dev_bus_addr");

  /** {@code struct gnttab_map_grant_ref}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabMapGrantRef() {}
}
