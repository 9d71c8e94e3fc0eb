package dev.xenolith.pv.ring;

import dev.xenolith.abi.layout.GuestBytes;

/** The back end's half of a ring: takes requests, gives responses. */
public final class BackRing {
  /** What {@link #available} answers when the front end's index makes no sense. */
  public static final int BROKEN = -1;

  private final RingPages pages;
  private int consumed;
  private int responded;
  private int published;

  /**
   * A ring that goes on where its front end is: at the start after a front end's initialisation.
   *
   * @param slotBytes size of a slot: of a request or of a response, whichever is larger
   */
  public BackRing(GuestBytes bytes, int slotBytes) {
    this(bytes, slotBytes, 0);
  }

  /**
   * The ring of a back end that takes another's place.
   *
   * @param unanswered how many requests the other had taken and not answered
   */
  public BackRing(GuestBytes bytes, int slotBytes, int unanswered) {
    pages = new RingPages(bytes, slotBytes);
    // A front end that stayed while the back end was replaced has counted on from here.
    responded = pages.responsesProduced();
    consumed = responded + unanswered;
    published = responded;
  }

  /** How many slots there are. */
  public int slots() {
    return pages.slots;
  }

  /** How many requests wait, or {@link #BROKEN}. */
  public int available() {
    int produced = pages.requestsProduced();
    boolean sane = Integer.compareUnsigned(produced - responded, pages.slots) <= 0;
    return sane && Integer.compareUnsigned(produced - consumed, pages.slots) <= 0
        ? produced - consumed
        : BROKEN;
  }

  /** Copies the next request, which must be there. */
  public void take(byte[] to, int length) {
    pages.bytes.get(pages.slot(consumed), to, 0, length);
    consumed++;
  }

  /** Asks to be told of the next request that comes. Look again afterwards: it may be there. */
  public void askForEvent() {
    pages.setRequestEvent(consumed + 1);
  }

  /** Puts a response into the next slot. It is not seen before {@link #publish}. */
  public void respond(byte[] response, int length) {
    pages.bytes.put(pages.slot(responded), response, 0, length);
    responded++;
  }

  /** Shows the responses so far; answers whether the front end wants to be told. */
  public boolean publish() {
    int before = published;
    published = responded;
    pages.setResponsesProduced(responded);
    return RingPages.crosses(pages.responseEvent(), before, responded);
  }

  /** What its indices are, for a sentence about trouble. */
  @Override
  public String toString() {
    return "req_prod %d, taken %d, answered %d, %d slots"
        .formatted(
            Integer.toUnsignedLong(pages.requestsProduced()),
            Integer.toUnsignedLong(consumed),
            Integer.toUnsignedLong(responded),
            pages.slots);
  }
}
