package dev.xenolith.pv.p9;

import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.ring.ByteRings;

/** One pair of streams of a share: takes messages, gives replies. */
final class ShareRing {
  private static final int TYPE_AT = 4;
  private static final int TAG_AT = 5;

  private final VirtualShare owner;
  private final GuestServices services;
  private final GrantedPages.Mapping indices;
  private final GrantedPages.Mapping data;
  private final ByteRings rings;
  private final ByteArrayBytes header = new ByteArrayBytes(P9Encoder.HEADER);
  private boolean hasHeader;
  private boolean answering;
  private byte[] reply;
  private EvtchnPort port;

  /** Streams in these pages, which are unmapped with it. */
  ShareRing(
      VirtualShare owner,
      GuestServices services,
      GrantedPages.Mapping indices,
      GrantedPages.Mapping data) {
    this.owner = owner;
    this.services = services;
    this.indices = indices;
    this.data = data;
    rings = new ByteRings(indices.bytes(), data.bytes());
  }

  void bind(EvtchnPort remote) throws ServiceException {
    port =
        services
            .events()
            .bind(owner.node().frontDomain(), remote, owner.node().guarded(owner::work));
  }

  /** The longest message there can be, either way. */
  int longest() {
    return rings.size();
  }

  /**
   * The next request that is all there, or null. None is taken before the last one's reply is on
   * its way.
   */
  P9Request take() {
    if (answering) {
      return null;
    }
    int available = rings.available();
    if (!hasHeader && available >= P9Encoder.HEADER) {
      rings.take(header.array(), 0, P9Encoder.HEADER);
      hasHeader = true;
      available -= P9Encoder.HEADER;
    }
    if (available == ByteRings.BROKEN) {
      owner.node().fail("the ring makes no sense: " + rings);
      return null;
    }
    if (!hasHeader) {
      return null;
    }
    long size = Integer.toUnsignedLong(header.getU32(0));
    if (size < P9Encoder.HEADER || size > longest()) {
      owner.node().fail("a message of %d bytes, longest is %d".formatted(size, longest()));
      return null;
    }
    byte[] body = new byte[(int) size - P9Encoder.HEADER];
    if (available < body.length) {
      return null;
    }
    rings.take(body, 0, body.length);
    hasHeader = false;
    answering = true;
    return P9Decoder.decode(header.getU8(TYPE_AT), body);
  }

  /** Answers the request that was taken last, as soon as there is room. */
  void answer(P9Reply answer) {
    reply = P9Encoder.encode(header.getU8(TYPE_AT), header.getU16(TAG_AT), answer);
    if (reply.length > longest()) {
      throw new IllegalStateException("a reply of " + reply.length + " bytes: " + answer);
    }
    send();
  }

  /** Sends the reply that waits, if there is one and room for it. */
  void send() {
    if (reply == null) {
      return;
    }
    int room = rings.room();
    if (room == ByteRings.BROKEN) {
      owner.node().fail("the ring makes no sense: " + rings);
    } else if (room >= reply.length) {
      rings.put(reply, reply.length);
      reply = null;
      answering = false;
      services.events().signal(port);
    }
  }

  /** Lets go of what is the front end's. */
  void close() {
    if (port != null) {
      services.events().close(port);
    }
    data.close();
    indices.close();
  }
}
