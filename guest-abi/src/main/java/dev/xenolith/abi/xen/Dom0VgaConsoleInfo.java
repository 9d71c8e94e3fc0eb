package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The display as the boot loader left it, for domain 0. */
public final class Dom0VgaConsoleInfo {
  private static final StructLayout.Builder S = StructLayout.of("dom0_vga_console_info", "xen.h");
  public static final Field.U8 VIDEO_TYPE = S.u8("video_type");
  private static final StructLayout.Builder U_MEMBERS = S.union("u");
  private static final StructLayout.Builder TEXT_MODE_3_MEMBERS = U_MEMBERS.nested("text_mode_3");
  public static final Field.U16 TEXT_MODE_3_FONT_HEIGHT = TEXT_MODE_3_MEMBERS.u16("font_height");
  public static final Field.U16 TEXT_MODE_3_CURSOR_X = TEXT_MODE_3_MEMBERS.u16("cursor_x");
  public static final Field.U16 TEXT_MODE_3_CURSOR_Y = TEXT_MODE_3_MEMBERS.u16("cursor_y");
  public static final Field.U16 TEXT_MODE_3_ROWS = TEXT_MODE_3_MEMBERS.u16("rows");
  public static final Field.U16 TEXT_MODE_3_COLUMNS = TEXT_MODE_3_MEMBERS.u16("columns");
  private static final StructLayout.Builder VESA_LFB_MEMBERS = U_MEMBERS.nested("vesa_lfb");
  public static final Field.U16 VESA_LFB_WIDTH = VESA_LFB_MEMBERS.u16("width");
  public static final Field.U16 VESA_LFB_HEIGHT = VESA_LFB_MEMBERS.u16("height");
  public static final Field.U16 VESA_LFB_BYTES_PER_LINE = VESA_LFB_MEMBERS.u16("bytes_per_line");
  public static final Field.U16 VESA_LFB_BITS_PER_PIXEL = VESA_LFB_MEMBERS.u16("bits_per_pixel");
  public static final Field.U32 VESA_LFB_LFB_BASE = VESA_LFB_MEMBERS.u32("lfb_base");
  public static final Field.U32 VESA_LFB_LFB_SIZE = VESA_LFB_MEMBERS.u32("lfb_size");
  public static final Field.U8 VESA_LFB_RED_POS = VESA_LFB_MEMBERS.u8("red_pos");
  public static final Field.U8 VESA_LFB_RED_SIZE = VESA_LFB_MEMBERS.u8("red_size");
  public static final Field.U8 VESA_LFB_GREEN_POS = VESA_LFB_MEMBERS.u8("green_pos");
  public static final Field.U8 VESA_LFB_GREEN_SIZE = VESA_LFB_MEMBERS.u8("green_size");
  public static final Field.U8 VESA_LFB_BLUE_POS = VESA_LFB_MEMBERS.u8("blue_pos");
  public static final Field.U8 VESA_LFB_BLUE_SIZE = VESA_LFB_MEMBERS.u8("blue_size");
  public static final Field.U8 VESA_LFB_RSVD_POS = VESA_LFB_MEMBERS.u8("rsvd_pos");
  public static final Field.U8 VESA_LFB_RSVD_SIZE = VESA_LFB_MEMBERS.u8("rsvd_size");
  public static final Field.U32 VESA_LFB_GBL_CAPS = VESA_LFB_MEMBERS.u32("gbl_caps");
  public static final Field.U16 VESA_LFB_MODE_ATTRS = VESA_LFB_MEMBERS.u16("mode_attrs");
  private static final Field.U16 VESA_LFB_PAD = VESA_LFB_MEMBERS.u16("pad");
  public static final Field.U32 VESA_LFB_EXT_LFB_BASE = VESA_LFB_MEMBERS.u32("ext_lfb_base");

  /** {@code struct dom0_vga_console_info}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private Dom0VgaConsoleInfo() {}
}
