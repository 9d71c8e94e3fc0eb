package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.Packet;

/**
 * What has passed in one direction. A train of segments is one packet, as Linux counts it too.
 *
 * @param bytes from the packets' destination addresses on
 */
public record Traffic(long packets, long bytes) {
  static final Traffic NONE = new Traffic(0, 0);

  Traffic plus(Packet packet) {
    return new Traffic(packets + 1, bytes + packet.bytes().length);
  }
}
