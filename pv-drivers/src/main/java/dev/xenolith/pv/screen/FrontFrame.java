package dev.xenolith.pv.screen;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;

/** Reads the number of a frame that a front end wrote. */
final class FrontFrame {
  /** Physical addresses have at most 52 bits. */
  private static final long MOST = 1L << 52 - Mfn.PAGE_SHIFT;

  private FrontFrame() {}

  static Mfn read(DeviceNode node, String name) throws DeviceException {
    String text = node.findFront(name).orElse("");
    try {
      long frame = Long.parseLong(text.strip());
      if (frame >= 0 && frame < MOST) {
        return new Mfn(frame);
      }
    } catch (NumberFormatException e) {
      // Said below, like a number that is out of range.
    }
    throw new DeviceException(
        "%s is \"%s\", not a frame's number".formatted(name, DeviceNode.shown(text)));
  }
}
