package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks to copy bytes between two frames, either of which may be granted. */
public final class GnttabCopy {
  private static final StructLayout.Builder S = StructLayout.of("gnttab_copy", "grant_table.h");
  private static final StructLayout.Builder SOURCE_MEMBERS = S.nested("source");
  private static final StructLayout.Builder U_MEMBERS = SOURCE_MEMBERS.union("u");
  public static final Field.U32 SOURCE_REF = U_MEMBERS.gref("ref");
  public static final Field.Word SOURCE_GMFN = U_MEMBERS.pfn("gmfn");
  public static final Field.U16 SOURCE_DOMID = SOURCE_MEMBERS.domid("domid");
  public static final Field.U16 SOURCE_OFFSET = SOURCE_MEMBERS.u16("offset");
  private static final StructLayout.Builder DEST_MEMBERS = S.nested("dest");
  private static final StructLayout.Builder U_MEMBERS_2 = DEST_MEMBERS.union("u");
  public static final Field.U32 DEST_REF = U_MEMBERS_2.gref("ref");
  public static final Field.Word DEST_GMFN = U_MEMBERS_2.pfn("gmfn");
  public static final Field.U16 DEST_DOMID = DEST_MEMBERS.domid("domid");
  public static final Field.U16 DEST_OFFSET = DEST_MEMBERS.u16("offset");
  public static final Field.U16 LEN = S.u16("len");
  public static final Field.U16 FLAGS = S.u16("flags");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct gnttab_copy}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabCopy() {}
}
