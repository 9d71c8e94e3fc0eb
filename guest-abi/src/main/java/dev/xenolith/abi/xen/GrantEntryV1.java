package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One entry of a version 1 grant table, shared between granter and Xen. */
public final class GrantEntryV1 {
  private static final StructLayout.Builder S = StructLayout.of("grant_entry_v1", "grant_table.h");
  public static final Field.U16 FLAGS = S.u16("flags");
  public static final Field.U16 DOMID = S.domid("domid");
  public static final Field.U32 FRAME = S.u32("frame");

  /** {@code struct grant_entry_v1}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GrantEntryV1() {}
}
