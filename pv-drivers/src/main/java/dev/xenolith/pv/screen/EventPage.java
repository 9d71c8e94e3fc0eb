package dev.xenolith.pv.screen;

import dev.xenolith.abi.io.XenfbPage;
import dev.xenolith.abi.io.XenkbdPage;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.EventPorts;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.ServiceException;

/**
 * The rings of the page that both halves of a device share, as the back end uses them, and the port
 * that goes with them. The page's first words are in_cons, in_prod, out_cons and out_prod, for
 * screens and for keyboards.
 */
final class EventPage implements AutoCloseable {
  static final int EVENT_BYTES = 40;

  /** What {@link #waiting} answers when the front end's index makes no sense. */
  static final int BROKEN = -1;

  private static final int IN_CONS = 0;
  private static final int IN_PROD = 4;
  private static final int OUT_CONS = 8;
  private static final int OUT_PROD = 12;

  private final EventPorts ports;
  private final GrantedPages.Mapping mapping;
  private final GuestBytes page;
  private final Rings rings;
  private int taken;
  private int given;
  private EvtchnPort port;

  /** Where in a page its rings begin, and how many events each has room for. */
  record Rings(int inOffset, int inLength, int outOffset, int outLength) {
    static final Rings OF_SCREENS =
        new Rings(
            XenfbPage.IN_RING_OFFSET,
            XenfbPage.IN_RING_LENGTH,
            XenfbPage.OUT_RING_OFFSET,
            XenfbPage.OUT_RING_LENGTH);

    static final Rings OF_KEYBOARDS =
        new Rings(
            XenkbdPage.IN_RING_OFFSET,
            XenkbdPage.IN_RING_LENGTH,
            XenkbdPage.OUT_RING_OFFSET,
            XenkbdPage.OUT_RING_LENGTH);
  }

  /**
   * A page without a port.
   *
   * @param mapping closed with it
   */
  EventPage(EventPorts ports, GrantedPages.Mapping mapping, Rings rings) {
    this.ports = ports;
    this.mapping = mapping;
    this.rings = rings;
    page = mapping.bytes();
    taken = page.getU32(OUT_CONS);
    given = page.getU32(IN_PROD);
  }

  /** All of the page. */
  GuestBytes bytes() {
    return page;
  }

  /** Connects the port. */
  void bind(DomId front, EvtchnPort remote, Runnable handler) throws ServiceException {
    port = ports.bind(front, remote, handler);
  }

  boolean isBound() {
    return port != null;
  }

  /** How many events wait, or {@link #BROKEN}. */
  int waiting() {
    int waiting = page.getU32(OUT_PROD) - taken;
    return Integer.compareUnsigned(waiting, rings.outLength) <= 0 ? waiting : BROKEN;
  }

  /** Copies the next event, which must be there. */
  void take(byte[] event) {
    int slot = Integer.remainderUnsigned(taken, rings.outLength);
    page.get(rings.outOffset + slot * (long) EVENT_BYTES, event, 0, EVENT_BYTES);
    taken++;
  }

  /** Tells the front end that what was taken may be overwritten. */
  void release() {
    page.putU32(OUT_CONS, taken);
  }

  /** Gives the front end an event; answers false where there is no room. */
  boolean give(byte[] event) {
    if (Integer.compareUnsigned(given - page.getU32(IN_CONS), rings.inLength) >= 0) {
      return false;
    }
    int slot = Integer.remainderUnsigned(given, rings.inLength);
    page.put(rings.inOffset + slot * (long) EVENT_BYTES, event, 0, EVENT_BYTES);
    given++;
    page.putU32(IN_PROD, given);
    return true;
  }

  /** Tells the front end to look. */
  void signal() {
    ports.signal(port);
  }

  /** Lets go of the port, if there is one, and of the page. */
  @Override
  public void close() {
    if (port != null) {
      ports.close(port);
    }
    mapping.close();
  }
}
