package dev.xenolith.hv.vectors;

import java.util.ArrayList;
import java.util.List;

/** All ring cases, in a fixed order. */
final class RingCases {
  private RingCases() {}

  static List<RingCase> all() {
    List<RingCase> cases = new ArrayList<>();
    for (int ring = 0; ring < 4; ring++) {
      RingFlagCases.add(cases, ring);
      RingPrivilegeCases.add(cases, ring);
      RingSelectorCases.add(cases, ring);
      RingTransferCases.add(cases, ring);
      RingDebugCases.add(cases, ring);
      RingMemoryCases.add(cases, ring);
    }
    return cases;
  }
}
