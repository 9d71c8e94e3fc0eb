package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What is in the slots of the rings of screens and keyboards: an event of any type, padded. */
final class ScreenEvents {
  /** {@code union xenfb_out_event}, io/fbif.h. */
  static final StructLayout TO_SCREEN = toScreen();

  /** {@code union xenkbd_in_event}, io/kbdif.h, without touches. */
  static final StructLayout FROM_KEYBOARD = fromKeyboard();

  private ScreenEvents() {}

  private static StructLayout toScreen() {
    StructLayout.Builder union = StructLayout.unionOf("xenfb_out_event", "io/fbif.h");
    union.u8("type");
    union.struct("update", XenfbUpdate.LAYOUT);
    union.struct("resize", XenfbResize.LAYOUT);
    union.array("pad", Scalar.U8, XenfbUpdate.EVENT_BYTES);
    return union.build();
  }

  private static StructLayout fromKeyboard() {
    StructLayout.Builder union = StructLayout.unionOf("xenkbd_in_event", "io/kbdif.h");
    union.u8("type");
    union.struct("motion", XenkbdMotion.LAYOUT);
    union.struct("key", XenkbdKey.LAYOUT);
    union.struct("pos", XenkbdPosition.LAYOUT);
    union.array("pad", Scalar.U8, XenkbdPage.EVENT_BYTES);
    return union.build();
  }
}
