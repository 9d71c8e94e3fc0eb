package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** An event to a screen's back end: the picture has another size, or is elsewhere. */
public final class XenfbResize {
  /** XENFB_TYPE_RESIZE. */
  public static final int TYPE_RESIZE = 3;

  private static final StructLayout.Builder S = StructLayout.of("xenfb_resize", "io/fbif.h");
  public static final Field.U8 TYPE = S.u8("type");
  public static final Field.U32 WIDTH = S.s32("width");
  public static final Field.U32 HEIGHT = S.s32("height");
  public static final Field.U32 STRIDE = S.s32("stride");
  public static final Field.U32 DEPTH = S.s32("depth");
  public static final Field.U32 OFFSET = S.s32("offset");

  /** {@code struct xenfb_resize}, io/fbif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenfbResize() {}
}
