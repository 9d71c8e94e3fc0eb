package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks Xen to print a grant table to its console. */
public final class GnttabDumpTable {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_dump_table", "grant_table.h");
  public static final Field.U16 DOM = S.domid("dom");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct gnttab_dump_table}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabDumpTable() {}
}
