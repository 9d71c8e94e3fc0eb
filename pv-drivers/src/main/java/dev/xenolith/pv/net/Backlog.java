package dev.xenolith.pv.net;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Packets that wait for room in a front end's ring: a bounded number of bytes, a part of it for
 * each sender, so that one who floods takes no room from others.
 */
final class Backlog {
  static final int MOST_BYTES = 512 << 10;
  static final int MOST_BYTES_OF_ONE = MOST_BYTES / 2;

  /** What a packet costs besides its bytes. */
  private static final int OVERHEAD = 128;

  private record Waiting(Packet packet, Object sender) {
    int cost() {
      return packet.bytes().length + OVERHEAD;
    }
  }

  private final ArrayDeque<Waiting> packets = new ArrayDeque<>();
  private final Map<Object, Integer> bytesOf = new HashMap<>();
  private int bytes;

  /** Takes a packet if there is room for it. */
  void add(Packet packet, Object sender) {
    Waiting next = new Waiting(packet, sender);
    int ofSender = bytesOf.getOrDefault(sender, 0);
    // The more wait, the less of what is left may one sender take.
    int share = Math.min(MOST_BYTES_OF_ONE, (MOST_BYTES - bytes + ofSender) / 2);
    if (ofSender + next.cost() <= share || ofSender == 0 && bytes + next.cost() <= MOST_BYTES) {
      packets.add(next);
      bytes += next.cost();
      bytesOf.put(sender, ofSender + next.cost());
    }
  }

  Packet peek() {
    Waiting first = packets.peek();
    return first == null ? null : first.packet;
  }

  void remove() {
    Waiting gone = packets.remove();
    bytes -= gone.cost();
    bytesOf.merge(gone.sender, -gone.cost(), Integer::sum);
    bytesOf.remove(gone.sender, 0);
  }

  int bytes() {
    return bytes;
  }
}
