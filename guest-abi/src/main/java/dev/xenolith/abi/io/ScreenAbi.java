package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.StructLayout;
import java.util.List;

/** All that the protocols of screens and of keyboards define (io/fbif.h, io/kbdif.h). */
public final class ScreenAbi {
  /** The structures. */
  public static final List<StructLayout> STRUCTURES =
      List.of(
          XenfbPage.LAYOUT,
          XenfbResize.LAYOUT,
          XenfbUpdate.LAYOUT,
          ScreenEvents.TO_SCREEN,
          XenkbdKey.LAYOUT,
          XenkbdMotion.LAYOUT,
          XenkbdPage.LAYOUT,
          XenkbdPosition.LAYOUT,
          ScreenEvents.FROM_KEYBOARD);

  private ScreenAbi() {}
}
