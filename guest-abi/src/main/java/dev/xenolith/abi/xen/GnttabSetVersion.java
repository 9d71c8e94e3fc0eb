package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for another version of the grant table's format. */
public final class GnttabSetVersion {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_set_version", "grant_table.h");
  public static final Field.U32 VERSION = S.u32("version");

  /** {@code struct gnttab_set_version}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabSetVersion() {}
}
