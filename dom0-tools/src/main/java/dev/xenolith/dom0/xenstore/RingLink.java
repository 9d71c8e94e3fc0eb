package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.layout.GuestBytes;

/**
 * Moves bytes between a domain's ring page and its connection (io/xs_wire.h: struct
 * xenstore_domain_interface). The domain may write anything anywhere in the page at any time: each
 * index is read once and checked.
 */
final class RingLink {
  private static final int RING_BYTES = 1024;
  private static final int REQ = 0;
  private static final int RSP = 1024;
  private static final int REQ_CONS = 2048;
  private static final int REQ_PROD = 2052;
  private static final int RSP_CONS = 2056;
  private static final int RSP_PROD = 2060;
  private static final int SERVER_FEATURES = 2064;
  private static final int CONNECTION = 2068;
  private static final int ERROR = 2072;

  private static final int FEATURE_RECONNECTION = 1;
  private static final int FEATURE_ERROR = 2;
  private static final int CONNECTED = 0;
  private static final int RECONNECT = 1;
  private static final int ERROR_RING_INDEX = 2;
  private static final int ERROR_PROTOCOL = 3;

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
    page.putU32(SERVER_FEATURES, FEATURE_RECONNECTION | FEATURE_ERROR);
  }

  /**
   * Takes requests and gives answers until nothing moves. A domain gets as much done per call as
   * its ring holds, and no more while its answers wait.
   */
  void pump(Requests requests) {
    if (page.getU32(CONNECTION) == RECONNECT) {
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
      page.putU32(ERROR, ERROR_PROTOCOL);
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
    int cons = page.getU32(REQ_CONS);
    int available = page.getU32(REQ_PROD) - cons;
    checkFill(available);
    if (available == 0) {
      return 0;
    }
    int at = cons & (RING_BYTES - 1);
    int length = Math.min(Math.min(available, RING_BYTES - at), Math.min(reader.wanted(), most));
    byte[] bytes = page.copy(REQ + at, length);
    page.putU32(REQ_CONS, cons + length);
    WireMessage message;
    try {
      message = reader.take(bytes, 0, length);
    } catch (ProtocolException e) {
      page.putU32(ERROR, ERROR_PROTOCOL);
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
      int prod = page.getU32(RSP_PROD);
      int used = prod - page.getU32(RSP_CONS);
      checkFill(used);
      int at = prod & (RING_BYTES - 1);
      int length = Math.min(Math.min(RING_BYTES - used, RING_BYTES - at), message.length - sent);
      if (length == 0) {
        return wrote;
      }
      page.put(RSP + at, message, sent, length);
      page.putU32(RSP_PROD, prod + length);
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
      page.putU32(ERROR, ERROR_RING_INDEX);
      throw new ProtocolException(
          "ring indexes " + Integer.toUnsignedString(bytes) + " bytes apart");
    }
  }

  private void reconnect() {
    connection.reset();
    reader.reset();
    sent = 0;
    broken = false;
    for (int index : new int[] {REQ_CONS, REQ_PROD, RSP_CONS, RSP_PROD, ERROR}) {
      page.putU32(index, 0);
    }
    page.putU32(CONNECTION, CONNECTED);
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
