package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/**
 * An event to a keyboard's front end: a key, or a button of the pointer, by the number Linux gives
 * it.
 */
public final class XenkbdKey {
  /** XENKBD_TYPE_KEY. */
  public static final int TYPE_KEY = 3;

  private static final StructLayout.Builder S = StructLayout.of("xenkbd_key", "io/kbdif.h");
  public static final Field.U8 TYPE = S.u8("type");
  public static final Field.U8 PRESSED = S.u8("pressed");
  public static final Field.U32 KEYCODE = S.u32("keycode");

  /** {@code struct xenkbd_key}, io/kbdif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenkbdKey() {}
}
