package dev.xenolith.hv.evtchn;

import static dev.xenolith.abi.xen.EvtchnFifoControlBlock.EVTCHN_FIFO_BUSY;
import static dev.xenolith.abi.xen.EvtchnFifoControlBlock.EVTCHN_FIFO_LINKED;
import static dev.xenolith.abi.xen.EvtchnFifoControlBlock.EVTCHN_FIFO_LINK_BITS;
import static dev.xenolith.abi.xen.EvtchnFifoControlBlock.EVTCHN_FIFO_MASKED;
import static dev.xenolith.abi.xen.EvtchnFifoControlBlock.EVTCHN_FIFO_PENDING;

import dev.xenolith.abi.num.Mfn;

/**
 * The event words of a domain: one per port, in pages the guest has given. The guest may write
 * anything into them at any time, so nothing read here is used as an index.
 */
final class FifoWords {
  static final int PENDING = 1 << EVTCHN_FIFO_PENDING;
  static final int MASKED = 1 << EVTCHN_FIFO_MASKED;
  static final int LINKED = 1 << EVTCHN_FIFO_LINKED;
  private static final int BUSY = 1 << EVTCHN_FIFO_BUSY;
  private static final int LINK = (1 << EVTCHN_FIFO_LINK_BITS) - 1;

  /** How many ports the links can name. */
  static final int MAX_PORTS = 1 << EVTCHN_FIFO_LINK_BITS;

  private static final int WORDS_PER_PAGE = Mfn.PAGE_SIZE / Integer.BYTES;

  /** A guest that keeps to the rules changes a linked word this many times while it is busy. */
  private static final int LINK_TRIES = 4;

  private final EventHost host;
  private final long[] pages = new long[MAX_PORTS / WORDS_PER_PAGE];
  private int pageCount;

  FifoWords(EventHost host) {
    this.host = host;
  }

  /** How many ports have a word. */
  int ports() {
    return pageCount * WORDS_PER_PAGE;
  }

  boolean isFull() {
    return pageCount == pages.length;
  }

  /** Adds the words of the next ports, in a page that is held. */
  void add(Mfn page) {
    pages[pageCount++] = page.raw();
  }

  /** The pages, which are to be given back. */
  Mfn[] pages() {
    Mfn[] held = new Mfn[pageCount];
    for (int i = 0; i < pageCount; i++) {
      held[i] = new Mfn(pages[i]);
    }
    return held;
  }

  boolean has(int port) {
    return port < ports();
  }

  boolean test(int port, int bit) {
    return has(port) && (host.memory().getU32(at(port)) & bit) != 0;
  }

  /** Sets the bit; whether it was set already. */
  boolean testAndSet(int port, int bit) {
    return testAndSet(host, at(port), bit);
  }

  void clear(int port, int bit) {
    if (has(port)) {
      int old;
      do {
        old = host.memory().getU32(at(port));
      } while (!host.compareAndSetU32(at(port), old, old & ~bit));
    }
  }

  /** Sets a bit of a word that is shared with the guest; whether it was set already. */
  static boolean testAndSet(EventHost host, long maddr, int bit) {
    int old;
    do {
      old = host.memory().getU32(maddr);
    } while (!host.compareAndSetU32(maddr, old, old | bit));
    return (old & bit) != 0;
  }

  /**
   * Makes the port point to the next one of its queue, provided that the guest has not taken it off
   * the queue in the meantime. BUSY keeps a guest from unmasking, so that it changes the word a few
   * times at most (event_channel.h: EVTCHN_FIFO_BUSY).
   *
   * @return false if the port is on no queue; true if it is linked, or if the guest breaks the
   *     rules and the link is given up
   */
  boolean link(int port, int next) {
    long at = at(port);
    for (int tries = 0; tries <= LINK_TRIES; tries++) {
      int old = host.memory().getU32(at);
      if ((old & LINKED) == 0) {
        clear(port, BUSY);
        return false;
      }
      if (host.compareAndSetU32(at, old, old & ~(BUSY | LINK) | next)) {
        return true;
      }
      testAndSet(host, at, BUSY);
    }
    host.warn("port " + next + " not linked");
    clear(port, BUSY);
    return true;
  }

  private long at(int port) {
    long page = pages[port / WORDS_PER_PAGE];
    return (page << Mfn.PAGE_SHIFT) + (long) (port % WORDS_PER_PAGE) * Integer.BYTES;
  }
}
