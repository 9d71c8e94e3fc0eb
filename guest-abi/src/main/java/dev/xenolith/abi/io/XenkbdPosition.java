package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** An event to a keyboard's front end: the pointer is there, in pixels. */
public final class XenkbdPosition {
  /** XENKBD_TYPE_POS. */
  public static final int TYPE_POS = 4;

  private static final StructLayout.Builder S = StructLayout.of("xenkbd_position", "io/kbdif.h");
  public static final Field.U8 TYPE = S.u8("type");
  public static final Field.U32 ABS_X = S.s32("abs_x");
  public static final Field.U32 ABS_Y = S.s32("abs_y");
  public static final Field.U32 REL_Z = S.s32("rel_z");

  /** {@code struct xenkbd_position}, io/kbdif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenkbdPosition() {}
}
