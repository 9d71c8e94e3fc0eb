package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.io.XenstoreDomainInterface;
import dev.xenolith.abi.io.XenstoreLimits;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;

/**
 * Moves bytes between a domain's ring page and its connection (io/xs_wire.h: struct
 * xenstore_domain_interface). The domain may write anything anywhere in the page at any time: each
 * index is read once and checked.
 */
final class RingLink {
  private static final Abi ABI = Abi.PV64; // the page is the same in both
  private static final int RING_BYTES = XenstoreLimits.RING_SIZE;
  private static final int REQ = XenstoreDomainInterface.REQ.at(ABI);
  private static final int RSP = XenstoreDomainInterface.RSP.at(ABI);

  private final StoreDomains.Link link;
  private final GuestBytes page;
  private final StoreConnection connection;
  private final WireReader reader = new WireReader();
  private int sent;
  private boolean broken;

  RingLink(StoreDomains.Link link, StoreConnection connection) {
    this.link = link;
    this.connection = connection;
    page = link.page();
    put(
        XenstoreDomainInterface.SERVER_FEATURES,
        XenstoreLimits.FEATURE_RECONNECTION | XenstoreLimits.FEATURE_ERROR);
  }

  private int get(Field.U32 member) {
    return member.get(page, 0, ABI);
  }

  private void put(Field.U32 member, int value) {
    member.put(page, 0, ABI, value);
  }

  /**
   * Takes requests and gives answers until nothing moves. A domain gets as much done per call as
   * its ring holds, and no more while its answers wait.
   */
  void pump(Requests requests) {
    if (get(XenstoreDomainInterface.CONNECTION) == XenstoreLimits.RECONNECT) {
      reconnect();
    }
    boolean moved = false;
    try {
      int budget = RING_BYTES;
      boolean more = !broken;
      while (more) {
        boolean wrote = write();
        int read = connection.isBusy() || budget <= 0 ? 0 : read(requests, budget);
        budget -= read;
        moved |= wrote | read > 0;
        more = wrote || read > 0;
      }
    } catch (ProtocolException e) {
      broken = true;
      moved = true;
    }
    if (connection.hasOverflowed() && !broken) {
      broken = true;
      put(XenstoreDomainInterface.ERROR, XenstoreLimits.ERROR_PROTO);
    }
    if (moved) {
      link.signal();
    }
  }

  /** Gives what waits for the domain, without looking at its requests. */
  void flush() {
    try {
      if (!broken && write()) {
        link.signal();
      }
    } catch (ProtocolException e) {
      broken = true;
    }
  }

  private int read(Requests requests, int most) throws ProtocolException {
    int cons = get(XenstoreDomainInterface.REQ_CONS);
    int available = get(XenstoreDomainInterface.REQ_PROD) - cons;
    checkFill(available);
    if (available == 0) {
      return 0;
    }
    int at = cons & (RING_BYTES - 1);
    int length = Math.min(Math.min(available, RING_BYTES - at), Math.min(reader.wanted(), most));
    byte[] bytes = page.copy(REQ + at, length);
    put(XenstoreDomainInterface.REQ_CONS, cons + length);
    WireMessage message;
    try {
      message = reader.take(bytes, 0, length);
    } catch (ProtocolException e) {
      put(XenstoreDomainInterface.ERROR, XenstoreLimits.ERROR_PROTO);
      throw e;
    }
    if (message != null) {
      requests.handle(connection, message);
    }
    return length;
  }

  private boolean write() throws ProtocolException {
    boolean wrote = false;
    for (byte[] message = connection.firstOutput();
        message != null;
        message = connection.firstOutput()) {
      int prod = get(XenstoreDomainInterface.RSP_PROD);
      int used = prod - get(XenstoreDomainInterface.RSP_CONS);
      checkFill(used);
      int at = prod & (RING_BYTES - 1);
      int length = Math.min(Math.min(RING_BYTES - used, RING_BYTES - at), message.length - sent);
      if (length == 0) {
        return wrote;
      }
      page.put(RSP + at, message, sent, length);
      put(XenstoreDomainInterface.RSP_PROD, prod + length);
      wrote = true;
      sent += length;
      if (sent == message.length) {
        sent = 0;
        connection.dropFirstOutput();
      }
    }
    return wrote;
  }

  private void checkFill(int bytes) throws ProtocolException {
    if (Integer.compareUnsigned(bytes, RING_BYTES) > 0) {
      put(XenstoreDomainInterface.ERROR, XenstoreLimits.ERROR_RINGIDX);
      throw new ProtocolException(
          "ring indexes " + Integer.toUnsignedString(bytes) + " bytes apart");
    }
  }

  private void reconnect() {
    connection.reset();
    reader.reset();
    sent = 0;
    broken = false;
    put(XenstoreDomainInterface.REQ_CONS, 0);
    put(XenstoreDomainInterface.REQ_PROD, 0);
    put(XenstoreDomainInterface.RSP_CONS, 0);
    put(XenstoreDomainInterface.RSP_PROD, 0);
    put(XenstoreDomainInterface.ERROR, XenstoreLimits.ERROR_NONE);
    put(XenstoreDomainInterface.CONNECTION, XenstoreLimits.CONNECTED);
    link.signal();
  }

  /** Whether the domain broke the protocol and is not listened to any more. */
  boolean isBroken() {
    return broken;
  }

  void close() {
    link.close();
  }
}
