package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** An event to a keyboard's front end: the pointer has moved by so much. */
public final class XenkbdMotion {
  /** XENKBD_TYPE_MOTION. */
  public static final int TYPE_MOTION = 1;

  private static final StructLayout.Builder S = StructLayout.of("xenkbd_motion", "io/kbdif.h");
  public static final Field.U8 TYPE = S.u8("type");
  public static final Field.U32 REL_X = S.s32("rel_x");
  public static final Field.U32 REL_Y = S.s32("rel_y");
  public static final Field.U32 REL_Z = S.s32("rel_z");

  /** {@code struct xenkbd_motion}, io/kbdif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenkbdMotion() {}
}
