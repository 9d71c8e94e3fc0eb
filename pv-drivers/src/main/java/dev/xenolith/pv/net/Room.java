package dev.xenolith.pv.net;

import java.util.HashMap;
import java.util.Map;

/**
 * How much may wait for one card, in all of its queues: a bounded number of bytes, a part of it for
 * each sender, so that one who floods takes no room from others.
 */
final class Room {
  static final int MOST_BYTES = 512 << 10;
  static final int MOST_BYTES_OF_ONE = MOST_BYTES / 2;

  private final Map<Object, Integer> bytesOf = new HashMap<>();
  private int bytes;

  /** Takes room for so many bytes if there is as much for this sender. */
  boolean take(Object sender, int cost) {
    int ofSender = bytesOf.getOrDefault(sender, 0);
    // The more wait, the less of what is left may one sender take.
    int share = Math.min(MOST_BYTES_OF_ONE, (MOST_BYTES - bytes + ofSender) / 2);
    if (ofSender + cost <= share || ofSender == 0 && bytes + cost <= MOST_BYTES) {
      bytes += cost;
      bytesOf.put(sender, ofSender + cost);
      return true;
    }
    return false;
  }

  /** Gives room back. */
  void leave(Object sender, int cost) {
    bytes -= cost;
    bytesOf.merge(sender, -cost, Integer::sum);
    bytesOf.remove(sender, 0);
  }
}
