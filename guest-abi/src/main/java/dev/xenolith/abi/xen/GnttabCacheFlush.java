package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to clean or invalidate cache lines of a granted frame. */
public final class GnttabCacheFlush {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_cache_flush", "grant_table.h");
  private static final StructLayout.Builder A_MEMBERS = S.union("a");
  public static final Field.U64 A_DEV_BUS_ADDR = A_MEMBERS.u64("dev_bus_addr");
  public static final Field.U32 A_REF = A_MEMBERS.gref("ref");
  public static final Field.U16 OFFSET = S.u16("offset");
  public static final Field.U16 LENGTH = S.u16("length");
  public static final Field.U32 OP = S.u32("op");

  /** {@code struct gnttab_cache_flush}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabCacheFlush() {}
}
