package dev.xenolith.pv.screen;

import dev.xenolith.abi.layout.GuestBytes;

/**
 * The rings of the page that both halves of a device share, as the back end uses them. The page's
 * first words are in_cons, in_prod, out_cons and out_prod, for screens and for keyboards.
 */
final class EventPage {
  static final int EVENT_BYTES = 40;

  private static final int IN_CONS = 0;
  private static final int IN_PROD = 4;
  private static final int OUT_CONS = 8;
  private static final int OUT_PROD = 12;

  private final GuestBytes page;
  private final int inOffset;
  private final int inLength;
  private final int outOffset;
  private final int outLength;
  private int taken;
  private int given;

  EventPage(GuestBytes page, int inOffset, int inLength, int outOffset, int outLength) {
    this.page = page;
    this.inOffset = inOffset;
    this.inLength = inLength;
    this.outOffset = outOffset;
    this.outLength = outLength;
    taken = page.getU32(OUT_CONS);
    given = page.getU32(IN_PROD);
  }

  /** How many events wait; more than fit where the front end's index makes no sense. */
  int waiting() {
    int produced = page.getU32(OUT_PROD);
    return (int) Math.min(Integer.toUnsignedLong(produced - taken), outLength + 1L);
  }

  /** Whether the front end's index makes sense. */
  boolean isSane() {
    return waiting() <= outLength;
  }

  /** Copies the next event, which must be there. */
  void take(byte[] event) {
    int slot = Integer.remainderUnsigned(taken, outLength);
    page.get(outOffset + slot * (long) EVENT_BYTES, event, 0, EVENT_BYTES);
    taken++;
  }

  /** Tells the front end that what was taken may be overwritten. */
  void release() {
    page.putU32(OUT_CONS, taken);
  }

  /** Gives the front end an event; answers false where there is no room. */
  boolean give(byte[] event) {
    if (Integer.compareUnsigned(given - page.getU32(IN_CONS), inLength) >= 0) {
      return false;
    }
    int slot = Integer.remainderUnsigned(given, inLength);
    page.put(inOffset + slot * (long) EVENT_BYTES, event, 0, EVENT_BYTES);
    given++;
    page.putU32(IN_PROD, given);
    return true;
  }
}
