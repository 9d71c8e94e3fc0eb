package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks which version of the format a domain uses. */
public final class GnttabGetVersion {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_get_version", "grant_table.h");
  public static final Field.U16 DOM = S.domid("dom");
  private static final Field.U16 PAD = S.u16("pad");
  public static final Field.U32 VERSION = S.u32("version");

  /** {@code struct gnttab_get_version}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabGetVersion() {}
}
