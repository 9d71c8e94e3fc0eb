package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifStatus;
import java.util.HashSet;
import java.util.Set;

/** The groups that a card wants to hear, once its front end has asked for that control. */
final class MulticastGroups {
  /** As many as Linux keeps (XEN_NETBK_MCAST_MAX). */
  private static final int MOST = 64;

  private final Set<Long> groups = new HashSet<>();
  private boolean controlled;

  void begin(boolean isControlled) {
    controlled = isControlled;
    groups.clear();
  }

  /** Adds or removes a group, and answers how that is told. */
  NetifStatus change(boolean add, byte[] address) {
    long group = 0;
    for (byte b : address) {
      group = group << 8 | b & 0xFF;
    }
    if (!add) {
      groups.remove(group);
      return NetifStatus.OKAY;
    }
    if (groups.size() >= MOST && !groups.contains(group)) {
      return NetifStatus.ERROR;
    }
    groups.add(group);
    return NetifStatus.OKAY;
  }

  boolean wants(Packet packet) {
    long to = packet.destination();
    return !controlled || !Packet.isGroup(to) || Packet.isBroadcast(to) || groups.contains(to);
  }
}
