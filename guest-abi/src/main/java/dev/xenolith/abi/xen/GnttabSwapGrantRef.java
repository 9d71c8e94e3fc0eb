package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to exchange the contents of two entries. */
public final class GnttabSwapGrantRef {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_swap_grant_ref", "grant_table.h");
  public static final Field.U32 REF_A = S.gref("ref_a");
  public static final Field.U32 REF_B = S.gref("ref_b");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct gnttab_swap_grant_ref}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabSwapGrantRef() {}
}
