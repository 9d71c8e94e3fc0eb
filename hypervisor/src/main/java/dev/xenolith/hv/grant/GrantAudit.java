package dev.xenolith.hv.grant;

import dev.xenolith.abi.xen.GrantMapFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Recounts the pins of all entries from the map-track entries that account for them. */
final class GrantAudit {
  private GrantAudit() {}

  static List<String> of(List<GrantTable> tables) {
    List<String> broken = new ArrayList<>();
    Map<String, Integer> expected = new TreeMap<>();
    for (GrantTable mapper : tables) {
      for (GrantTable.Mapping m : mapper.mappings()) {
        int kinds =
            Integer.bitCount(m.flags() & (GrantMapFlags.HOST_MAP | GrantMapFlags.DEVICE_MAP));
        expected.merge(m.granter() + " " + m.ref(), kinds, Integer::sum);
      }
    }
    for (GrantTable granter : tables) {
      for (Map.Entry<Integer, ActiveEntry> e : granter.pins().active().entrySet()) {
        int ref = e.getKey();
        Integer pins = expected.remove(granter.id() + " gref " + ref);
        if (pins == null || pins != e.getValue().pins()) {
          broken.add(
              "gref " + ref + " of " + granter.id() + " has " + e.getValue() + ", not " + pins);
        }
      }
    }
    expected.forEach(
        (ref, pins) -> broken.add(ref + " is mapped " + pins + " times and not pinned"));
    return broken;
  }
}
