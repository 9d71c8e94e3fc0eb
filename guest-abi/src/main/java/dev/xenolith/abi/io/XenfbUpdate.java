package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** An event to a screen's back end: part of the picture has changed. */
public final class XenfbUpdate {
  /** XENFB_TYPE_UPDATE. */
  public static final int TYPE_UPDATE = 2;

  /** What every event of a screen takes in its ring. */
  public static final int EVENT_BYTES = 40;

  private static final StructLayout.Builder S = StructLayout.of("xenfb_update", "io/fbif.h");
  public static final Field.U8 TYPE = S.u8("type");
  public static final Field.U32 X = S.s32("x");
  public static final Field.U32 Y = S.s32("y");
  public static final Field.U32 WIDTH = S.s32("width");
  public static final Field.U32 HEIGHT = S.s32("height");

  /** {@code struct xenfb_update}, io/fbif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenfbUpdate() {}
}
