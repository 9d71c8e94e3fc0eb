package dev.xenolith.dom0.console;

import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;

/** The daemon's side of a console page (io/console.h: struct xencons_interface). */
final class ConsoleRing {
  private static final Abi ABI = Abi.PV64; // the page is the same in both
  private static final int IN_BYTES = XenconsInterface.IN.count();
  private static final int OUT_BYTES = XenconsInterface.OUT.count();
  private static final int IN = XenconsInterface.IN.at(ABI);
  private static final int OUT = XenconsInterface.OUT.at(ABI);
  private static final byte[] NOTHING = {};

  private final GuestBytes page;

  ConsoleRing(GuestBytes page) {
    this.page = page;
  }

  /** Takes what the domain has written; nothing while its indexes make no sense. */
  byte[] takeOutput() {
    int cons = XenconsInterface.OUT_CONS.get(page, 0, ABI);
    int count = XenconsInterface.OUT_PROD.get(page, 0, ABI) - cons;
    if (count == 0 || Integer.compareUnsigned(count, OUT_BYTES) > 0) {
      return NOTHING;
    }
    byte[] bytes = new byte[count];
    int at = cons & OUT_BYTES - 1;
    int first = Math.min(count, OUT_BYTES - at);
    page.get(OUT + at, bytes, 0, first);
    page.get(OUT, bytes, first, count - first);
    XenconsInterface.OUT_CONS.put(page, 0, ABI, cons + count);
    return bytes;
  }

  /** Gives the domain input, as much as there is room for; returns how much that was. */
  int putInput(byte[] bytes, int start, int length) {
    int prod = XenconsInterface.IN_PROD.get(page, 0, ABI);
    int used = prod - XenconsInterface.IN_CONS.get(page, 0, ABI);
    if (Integer.compareUnsigned(used, IN_BYTES) >= 0) {
      return 0;
    }
    int count = Math.min(length, IN_BYTES - used);
    int at = prod & IN_BYTES - 1;
    int first = Math.min(count, IN_BYTES - at);
    page.put(IN + at, bytes, start, first);
    page.put(IN, bytes, start + first, count - first);
    XenconsInterface.IN_PROD.put(page, 0, ABI, prod + count);
    return count;
  }
}
