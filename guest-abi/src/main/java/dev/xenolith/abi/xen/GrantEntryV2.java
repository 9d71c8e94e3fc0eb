package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One entry of a version 2 grant table; what Xen notes of its use stands in a status word. */
public final class GrantEntryV2 {
  private static final StructLayout.Builder U =
      StructLayout.unionOf("grant_entry_v2", "grant_table.h");
  private static final StructLayout.Builder HDR_MEMBERS = U.nested("hdr");
  public static final Field.U16 FLAGS = HDR_MEMBERS.u16("flags");
  public static final Field.U16 DOMID = HDR_MEMBERS.domid("domid");
  private static final StructLayout.Builder FULL_PAGE_MEMBERS = U.nested("full_page");
  private static final StructLayout.Builder HDR_MEMBERS_2 = FULL_PAGE_MEMBERS.nested("hdr");
  public static final Field.U16 FULL_PAGE_FLAGS = HDR_MEMBERS_2.u16("flags");
  public static final Field.U16 FULL_PAGE_DOMID = HDR_MEMBERS_2.domid("domid");
  public static final Field.U32 FULL_PAGE_PAD0 = FULL_PAGE_MEMBERS.u32("pad0");
  public static final Field.U64 FRAME = FULL_PAGE_MEMBERS.u64("frame");
  private static final StructLayout.Builder SUB_PAGE_MEMBERS = U.nested("sub_page");
  private static final StructLayout.Builder HDR_MEMBERS_3 = SUB_PAGE_MEMBERS.nested("hdr");
  public static final Field.U16 SUB_PAGE_FLAGS = HDR_MEMBERS_3.u16("flags");
  public static final Field.U16 SUB_PAGE_DOMID = HDR_MEMBERS_3.domid("domid");
  public static final Field.U16 PAGE_OFF = SUB_PAGE_MEMBERS.u16("page_off");
  public static final Field.U16 LENGTH = SUB_PAGE_MEMBERS.u16("length");
  public static final Field.U64 SUB_PAGE_FRAME = SUB_PAGE_MEMBERS.u64("frame");
  private static final StructLayout.Builder TRANSITIVE_MEMBERS = U.nested("transitive");
  private static final StructLayout.Builder HDR_MEMBERS_4 = TRANSITIVE_MEMBERS.nested("hdr");
  public static final Field.U16 TRANSITIVE_FLAGS = HDR_MEMBERS_4.u16("flags");
  public static final Field.U16 TRANSITIVE_DOMID = HDR_MEMBERS_4.domid("domid");
  public static final Field.U16 TRANS_DOMID = TRANSITIVE_MEMBERS.domid("trans_domid");
  public static final Field.U16 TRANSITIVE_PAD0 = TRANSITIVE_MEMBERS.u16("pad0");
  public static final Field.U32 GREF = TRANSITIVE_MEMBERS.gref("gref");

  /** {@code union grant_entry_v2}, grant_table.h. */
  public static final StructLayout LAYOUT = U.build();

  private GrantEntryV2() {}
}
