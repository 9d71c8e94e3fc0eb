package dev.xenolith.dom0.xenstore.socket;

import dev.xenolith.abi.io.XsWireType;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A client of the socket that may do as it likes. NUL is written {@code |}. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final SocketChannel channel;
  private final Selector selector;
  private int lastRequest;

  RawClient(Path path) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    channel.configureBlocking(false);
    selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
  }

  static byte[] bytes(String payload) {
    return payload.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A header, true or not, and what follows it. */
  static byte[] message(int type, int request, int transaction, int length, byte[] payload) {
    return ByteBuffer.allocate(16 + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(request)
        .putInt(transaction)
        .putInt(length)
        .put(payload)
        .array();
  }

  void send(XsWireType type, int transaction, String payload) throws IOException {
    send(type.number, transaction, bytes(payload));
  }

  void send(int type, int transaction, byte[] payload) throws IOException {
    raw(message(type, ++lastRequest, transaction, payload.length, payload));
  }

  /** Sends bytes, all of them. */
  void raw(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (left.hasRemaining()) {
      if (channel.write(left) == 0) {
        LockSupport.parkNanos(100_000);
        if (System.nanoTime() > end) {
          throw new IOException("the server does not read");
        }
      }
    }
  }

  /** Sends what goes without waiting; returns how much that was. */
  int rawSome(ByteBuffer bytes) throws IOException {
    return channel.write(bytes);
  }

  /** Sends a request and returns what comes, up to and with its answer. */
  String ask(XsWireType type, int transaction, String payload) throws IOException {
    return ask(type.number, transaction, bytes(payload));
  }

  String ask(XsWireType type, String payload) throws IOException {
    return ask(type, 0, payload);
  }

  String ask(int type, int transaction, byte[] payload) throws IOException {
    send(type, transaction, payload);
    StringBuilder all = new StringBuilder();
    String one;
    do {
      one = receive();
      all.append(all.isEmpty() ? "" : "; ").append(one);
    } while (one.startsWith("WATCH_EVENT ") || one.startsWith("15 "));
    return all.toString();
  }

  /** The next message. */
  String receive() throws IOException {
    String message = receive(PATIENCE_MILLIS);
    if (message == null) {
      throw new IOException("no answer");
    }
    return message;
  }

  /** The next message, or null when none comes in time. */
  String receive(int millis) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    if (!fill(header, millis)) {
      return null;
    }
    header.flip();
    int type = header.getInt();
    byte[] payload = new byte[header.getInt(12)];
    fill(ByteBuffer.wrap(payload), PATIENCE_MILLIS);
    XsWireType known = XsWireType.of(type);
    String name = known == null ? Integer.toString(type) : known.name();
    return name + ' ' + new String(payload, StandardCharsets.ISO_8859_1).replace('\0', '|');
  }

  private boolean fill(ByteBuffer to, int millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (to.hasRemaining()) {
      int got = read(to);
      if (got == 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        selector.select(left);
        selector.selectedKeys().clear();
      }
    }
    return true;
  }

  private int read(ByteBuffer to) throws IOException {
    try {
      int got = channel.read(to);
      if (got >= 0) {
        return got;
      }
    } catch (SocketException reset) {
      // The server did not read all that was sent to it.
    }
    throw new EOFException("disconnected");
  }

  /** Whether the server ends the connection, after whatever it still sends. */
  boolean isDisconnected() throws IOException {
    try {
      while (receive(PATIENCE_MILLIS) != null) {
        // what it still sends
      }
      return false;
    } catch (EOFException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
