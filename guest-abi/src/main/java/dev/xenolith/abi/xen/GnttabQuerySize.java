package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks how large a grant table is and may get. */
public final class GnttabQuerySize {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_query_size", "grant_table.h");
  public static final Field.U16 DOM = S.domid("dom");
  public static final Field.U32 NR_FRAMES = S.u32("nr_frames");
  public static final Field.U32 MAX_NR_FRAMES = S.u32("max_nr_frames");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct gnttab_query_size}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabQuerySize() {}
}
