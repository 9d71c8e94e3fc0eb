package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.Packet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bridge that learns: what is for an address it has seen goes to that port alone, everything else
 * to all. Used on domain 0's vCPU only.
 */
final class Bridge {
  /** The addresses it remembers; the one that was silent longest is forgotten first. */
  static final int MOST_ADDRESSES = 1024;

  private final String name;
  private final List<Plug> plugs = new ArrayList<>();
  private final Map<Long, Plug> learned =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Plug> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  Bridge(String name) {
    this.name = name;
  }

  /** Whatever can be plugged into a bridge. */
  interface Plug {
    void receive(Packet packet, Object sender);
  }

  String name() {
    return name;
  }

  void add(Plug plug) {
    plugs.add(plug);
  }

  void remove(Plug plug) {
    plugs.remove(plug);
    learned.values().removeIf(p -> p == plug);
  }

  boolean isEmpty() {
    return plugs.isEmpty();
  }

  void send(Packet packet, Plug from) {
    long source = packet.source();
    if (!Packet.isGroup(source)) {
      learned.put(source, from);
    }
    long destination = packet.destination();
    Plug to = Packet.isGroup(destination) ? null : learned.get(destination);
    if (to != null) {
      if (to != from) {
        to.receive(packet, from);
      }
      return;
    }
    for (Plug plug : List.copyOf(plugs)) {
      if (plug != from) {
        plug.receive(packet, from);
      }
    }
  }
}
