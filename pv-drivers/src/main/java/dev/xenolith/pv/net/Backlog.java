package dev.xenolith.pv.net;

import java.util.ArrayDeque;

/** Packets that wait for space in a front end's ring, as far as their card has room. */
final class Backlog {
  /** What a packet costs besides its bytes. */
  private static final int OVERHEAD = 128;

  private record Waiting(Packet packet, Object sender) {
    int cost() {
      return packet.bytes().length + OVERHEAD;
    }
  }

  private final Room room;
  private final ArrayDeque<Waiting> packets = new ArrayDeque<>();

  Backlog(Room room) {
    this.room = room;
  }

  /** Takes a packet if there is room for it. */
  void add(Packet packet, Object sender) {
    Waiting next = new Waiting(packet, sender);
    if (room.take(sender, next.cost())) {
      packets.add(next);
    }
  }

  Packet peek() {
    Waiting first = packets.peek();
    return first == null ? null : first.packet;
  }

  void remove() {
    Waiting gone = packets.remove();
    room.leave(gone.sender, gone.cost());
  }
}
