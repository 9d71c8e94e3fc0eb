package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The domain's side of a xenstore ring, for tests: text in, text out, NUL shown as {@code |}. */
final class RingPeer {
  /** Connects peers instead of domains. */
  static final class Domains implements StoreDomains {
    final Map<DomId, RingPeer> peers = new HashMap<>();

    @Override
    public boolean exists(DomId domid) {
      return domid.raw() < 10;
    }

    @Override
    public Link connect(DomId domid, long ring, EvtchnPort port, Runnable onEvent) {
      RingPeer peer = peers.computeIfAbsent(domid, d -> new RingPeer());
      peer.kick = onEvent;
      return new Link() {
        @Override
        public GuestBytes page() {
          return peer.page;
        }

        @Override
        public void signal() {
          peer.signals++;
        }

        @Override
        public void close() {
          peer.closed = true;
        }
      };
    }
  }

  final ByteArrayBytes page = new ByteArrayBytes(4096);
  private final ByteArrayOutputStream input = new ByteArrayOutputStream();
  Runnable kick;
  int signals;
  boolean closed;
  private int requestId;

  /** Sends one request and returns the messages that came until nothing more comes. */
  String ask(XsWireType type, int transaction, String payload) {
    send(
        type.number, transaction, payload.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1));
    return receive();
  }

  String ask(XsWireType type, String payload) {
    return ask(type, 0, payload);
  }

  void send(int type, int transaction, byte[] payload) {
    sendRaw(new WireMessage(type, ++requestId, transaction, payload).encode());
  }

  void sendRaw(byte[] bytes) {
    for (byte b : bytes) {
      if (page.getU32(2052) - page.getU32(2048) == 1024) {
        kick.run();
        drain();
      }
      int prod = page.getU32(2052);
      page.putU8(prod & 1023, b);
      page.putU32(2052, prod + 1);
    }
    kick.run();
  }

  private void drain() {
    while (page.getU32(2056) != page.getU32(2060)) {
      int cons = page.getU32(2056);
      input.write(page.getU8(1024 + (cons & 1023)));
      page.putU32(2056, cons + 1);
    }
  }

  String receive() {
    int before;
    do {
      before = input.size();
      drain();
      kick.run();
    } while (input.size() != before);
    ByteBuffer bytes = ByteBuffer.wrap(input.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    while (bytes.remaining() >= 16) {
      XsWireType type = XsWireType.of(bytes.getInt());
      bytes.getLong();
      byte[] payload = new byte[bytes.getInt()];
      bytes.get(payload);
      text.append(text.isEmpty() ? "" : "; ")
          .append(type)
          .append(' ')
          .append(new String(payload, StandardCharsets.ISO_8859_1).replace('\0', '|'));
    }
    input.reset();
    return text.toString();
  }
}
