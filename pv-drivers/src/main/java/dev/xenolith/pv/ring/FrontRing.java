package dev.xenolith.pv.ring;

import dev.xenolith.abi.layout.GuestBytes;

/** The front end's half of a ring: gives requests, takes responses. */
public final class FrontRing {
  /** What {@link #available} answers when the back end's index makes no sense. */
  public static final int BROKEN = -1;

  private final RingPages pages;
  private int requested;
  private int published;
  private int consumed;

  /** A fresh ring, initialised in the shared pages. */
  public FrontRing(GuestBytes bytes, int slotBytes) {
    pages = new RingPages(bytes, slotBytes);
    pages.setRequestsProduced(0);
    pages.setResponsesProduced(0);
    pages.setRequestEvent(1);
    pages.setResponseEvent(1);
  }

  /** How many slots there are. */
  public int slots() {
    return pages.slots;
  }

  /** Whether another request has room. */
  public boolean hasRoom() {
    return requested - consumed < pages.slots;
  }

  /** Puts a request into the next slot. It is not seen before {@link #publish}. */
  public void request(byte[] request, int length) {
    pages.bytes.put(pages.slot(requested), request, 0, length);
    requested++;
  }

  /** Shows the requests so far; answers whether the back end wants to be told. */
  public boolean publish() {
    int before = published;
    pages.setRequestsProduced(requested);
    published = requested;
    return RingPages.crosses(pages.requestEvent(), before, requested);
  }

  /** How many responses wait, or {@link #BROKEN}. */
  public int available() {
    int waiting = pages.responsesProduced() - consumed;
    return Integer.compareUnsigned(waiting, published - consumed) <= 0 ? waiting : BROKEN;
  }

  /** Copies the next response, which must be there. */
  public void take(byte[] to, int length) {
    pages.bytes.get(pages.slot(consumed), to, 0, length);
    consumed++;
  }

  /** Asks to be told of the next response that comes. Look again afterwards: it may be there. */
  public void askForEvent() {
    pages.setResponseEvent(consumed + 1);
  }
}
