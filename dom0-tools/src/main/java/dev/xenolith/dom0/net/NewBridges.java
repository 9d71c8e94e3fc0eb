package dev.xenolith.dom0.net;

import dev.xenolith.dom0.text.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bridges that nobody is on before a domain. They are made as they are named, and a slip of the pen
 * makes one too, where the domain is alone; so whoever names one is told.
 */
public final class NewBridges {
  private NewBridges() {}

  /**
   * Sentences about those that come with these cards.
   *
   * @param there bridges that others are on
   */
  public static List<String> of(List<VifSpec> vifs, Collection<String> there) {
    Set<String> known = new TreeSet<>(there);
    known.add(VifSpec.OnBridge.DEFAULT.bridge());
    List<String> sentences = new ArrayList<>();
    for (VifSpec vif : vifs) {
      String bridge = vif.bridge();
      if (!bridge.isEmpty() && !known.contains(bridge)) {
        sentences.add(
            "vif: bridge '%s' is new, and no other domain is on it%s"
                .formatted(bridge, hint(bridge, known)));
        known.add(bridge);
      }
    }
    return sentences;
  }

  private static String hint(String bridge, Set<String> known) {
    return Spelling.nearest(bridge, known)
        .map(other -> "; did you mean '" + other + "'?")
        .orElse("");
  }
}
