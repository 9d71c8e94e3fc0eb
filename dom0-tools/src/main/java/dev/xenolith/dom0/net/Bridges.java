package dev.xenolith.dom0.net;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The bridges of domain 0, which are there as long as somebody is plugged in. Used on domain 0's
 * vCPU only.
 */
public final class Bridges {
  private final Map<String, Bridge> bridges = new TreeMap<>();

  /** Those that somebody is plugged in at. */
  public Set<String> names() {
    return Set.copyOf(bridges.keySet());
  }

  /** A port on a bridge. */
  public Port join(String bridge) {
    Bridge found = bridges.computeIfAbsent(bridge, Bridge::new);
    Port port = new Port();
    found.add(port);
    port.lead(packet -> found.send(packet, port));
    return port;
  }

  /** Takes a port from its bridge. */
  public void leave(String bridge, Port port) {
    port.end();
    Bridge found = bridges.get(bridge);
    if (found != null) {
      found.remove(port);
      if (found.isEmpty()) {
        bridges.remove(bridge);
      }
    }
  }
}
