package dev.xenolith.dom0.console;

import dev.xenolith.abi.layout.GuestBytes;

/** The daemon's side of a console page (io/console.h: struct xencons_interface). */
final class ConsoleRing {
  static final int IN_BYTES = 1024;
  static final int OUT_BYTES = 2048;
  private static final int IN = 0;
  private static final int OUT = 1024;
  private static final int IN_CONS = 3072;
  private static final int IN_PROD = 3076;
  private static final int OUT_CONS = 3080;
  private static final int OUT_PROD = 3084;
  private static final byte[] NOTHING = {};

  private final GuestBytes page;

  ConsoleRing(GuestBytes page) {
    this.page = page;
  }

  /** Takes what the domain has written; nothing while its indexes make no sense. */
  byte[] takeOutput() {
    int cons = page.getU32(OUT_CONS);
    int count = page.getU32(OUT_PROD) - cons;
    if (count == 0 || Integer.compareUnsigned(count, OUT_BYTES) > 0) {
      return NOTHING;
    }
    byte[] bytes = new byte[count];
    int at = cons & OUT_BYTES - 1;
    int first = Math.min(count, OUT_BYTES - at);
    page.get(OUT + at, bytes, 0, first);
    page.get(OUT, bytes, first, count - first);
    page.putU32(OUT_CONS, cons + count);
    return bytes;
  }

  /** Gives the domain input, as much as there is room for; returns how much that was. */
  int putInput(byte[] bytes, int start, int length) {
    int prod = page.getU32(IN_PROD);
    int used = prod - page.getU32(IN_CONS);
    if (Integer.compareUnsigned(used, IN_BYTES) >= 0) {
      return 0;
    }
    int count = Math.min(length, IN_BYTES - used);
    int at = prod & IN_BYTES - 1;
    int first = Math.min(count, IN_BYTES - at);
    page.put(IN + at, bytes, start, first);
    page.put(IN, bytes, start + first, count - first);
    page.putU32(IN_PROD, prod + count);
    return count;
  }
}
