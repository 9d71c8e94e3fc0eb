package dev.xenolith.dom0.xenstore;

import java.io.ByteArrayOutputStream;

/**
 * A client outside of domain 0 that speaks the protocol over some stream of bytes, with domain 0's
 * rights. On domain 0's vCPU; whoever moves the bytes asks for {@link #work} as long as there is
 * something to do, and takes output at the peer's pace.
 */
public final class WireClient implements AutoCloseable {
  private static final byte[] NOTHING = {};

  private final Xenstored store;
  private final StoreConnection connection;
  private final Runnable outputWaits;
  private final WireReader reader = new WireReader();
  private byte[] input = NOTHING;
  private int consumed;

  WireClient(Xenstored store, StoreConnection connection, Runnable outputWaits) {
    this.store = store;
    this.connection = connection;
    this.outputWaits = outputWaits;
  }

  /** Takes bytes of the peer; all earlier ones must have been worked off. */
  public void receive(byte[] bytes) {
    if (hasInput()) {
      throw new IllegalStateException(input.length - consumed + " bytes are waiting already");
    }
    input = bytes;
    consumed = 0;
  }

  /** Whether there are bytes that {@link #work} has not looked at. */
  public boolean hasInput() {
    return consumed < input.length;
  }

  /** Whether the peer has sent a part of a message. */
  public boolean isInMidMessage() {
    return !reader.isAtStart();
  }

  /**
   * Answers requests until there are none, or until enough answers wait to be taken.
   *
   * @throws ProtocolException when nothing more can be understood of what the peer sends
   */
  public void work() throws ProtocolException {
    try {
      while (hasInput() && !connection.isBusy()) {
        int length = Math.min(reader.wanted(), input.length - consumed);
        consumed += length;
        WireMessage message = reader.take(input, consumed - length, length);
        if (message != null) {
          store.requests().handle(connection, message);
        }
      }
    } finally {
      store.pump();
    }
  }

  /** Takes messages that wait for the peer, whole ones, of about this many bytes altogether. */
  public byte[] takeOutput(int about) {
    if (connection.firstOutput() == null) {
      return NOTHING;
    }
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    for (byte[] message = connection.firstOutput();
        message != null && taken.size() < about;
        message = connection.firstOutput()) {
      taken.writeBytes(message);
      connection.dropFirstOutput();
    }
    return taken.toByteArray();
  }

  /** Whether events were lost because the peer does not read: it cannot be served any more. */
  public boolean hasOverflowed() {
    return connection.hasOverflowed();
  }

  void tellIfOutputWaits() {
    if (connection.firstOutput() != null) {
      outputWaits.run();
    }
  }

  /** Forgets the client, its watches and its transactions. */
  @Override
  public void close() {
    connection.reset();
    store.close(this);
  }
}
