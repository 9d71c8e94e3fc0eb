package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to give a frame away for good. */
public final class GnttabTransfer {
  private static final StructLayout.Builder S = StructLayout.of("gnttab_transfer", "grant_table.h");
  public static final Field.Word MFN = S.pfn("mfn");
  public static final Field.U16 DOMID = S.domid("domid");
  public static final Field.U32 REF = S.gref("ref");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct gnttab_transfer}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabTransfer() {}
}
