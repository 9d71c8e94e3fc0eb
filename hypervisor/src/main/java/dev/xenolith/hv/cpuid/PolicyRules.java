package dev.xenolith.hv.cpuid;

import static dev.xenolith.hv.cpuid.CpuPolicy.CACHES;
import static dev.xenolith.hv.cpuid.CpuPolicy.EXTENDED;
import static dev.xenolith.hv.cpuid.CpuPolicy.FEATURES;
import static dev.xenolith.hv.cpuid.CpuPolicy.STATES;
import static dev.xenolith.hv.cpuid.CpuPolicy.TOPOLOGY;

import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;

/**
 * What Xen makes of the leaves a toolstack wants: it cuts them down to what there is, silently, and
 * keeps them true to each other. Only promises of leaves that do not exist are refused.
 */
final class PolicyRules {
  private static final int INTEL = 0x756E6547;
  private static final int AMD = 0x68747541;

  /** Processor type and reserved bits of the signature. */
  private static final int SIGNATURE = 0x0FFF0FFF;

  private static final int LINE_SIZE = 0x0000FF00;
  private static final int APIC_ID = 0xFF000000;

  /** Reserved bits of a cache's EAX and EDX. */
  private static final int CACHE_A = 0xFFFFC3FF;

  private static final int CACHE_D = 7;
  private static final int CACHE_TYPE = 0x1F;
  private static final int MOST_CACHE_TYPES = 3;

  /** What AMD repeats of leaf 1 in leaf 0x80000001. */
  private static final int COMMON_D = 0x0183F3FF;

  private static final int LEAST_ADDRESS_BITS = 32;
  private static final int PAE_ADDRESS_BITS = 36;
  private static final int LONG_ADDRESS_BITS = 48;
  private static final int AMD_LEAVES = 0x21;
  private static final int INTEL_LEAVES = 8;

  private PolicyRules() {}

  /**
   * The leaf that promises more leaves than the machine has, or null.
   *
   * @param most the most a domain can have
   */
  static PolicyRefusal refusal(CpuPolicy wanted, CpuPolicy most) {
    if (above(wanted.get(0, CpuRegister.EAX), most.get(0, CpuRegister.EAX))) {
      return new PolicyRefusal(0, CpuPolicy.NO_SUBLEAF);
    }
    int subleaf = wanted.get(FEATURES, 0, CpuRegister.EAX);
    if (above(subleaf, most.get(FEATURES, 0, CpuRegister.EAX))) {
      return new PolicyRefusal(FEATURES, 0);
    }
    if (above(wanted.get(EXTENDED, CpuRegister.EAX), most.get(EXTENDED, CpuRegister.EAX))) {
      return new PolicyRefusal(EXTENDED, CpuPolicy.NO_SUBLEAF);
    }
    return null;
  }

  private static boolean above(int wanted, int most) {
    return Integer.compareUnsigned(wanted, most) > 0;
  }

  /** Cuts the policy down in place. */
  static void apply(CpuPolicy p, CpuPolicy most, boolean longMode) {
    limits(p, most);
    features(p, most, longMode);
    int sizes = p.get(1, CpuRegister.EBX) & ~(LINE_SIZE | APIC_ID);
    p.set(1, CpuRegister.EBX, sizes | most.get(1, CpuRegister.EBX) & LINE_SIZE);
    addresses(p, most);
    states(p);
    hidden(p);
    vendor(p);
    caches(p);
  }

  private static void limits(CpuPolicy p, CpuPolicy most) {
    int basic = p.get(0, CpuRegister.EAX);
    p.set(0, CpuRegister.EAX, Math.min(basic, most.get(0, CpuRegister.EAX)));
    int subleaf = p.get(FEATURES, 0, CpuRegister.EAX);
    p.set(FEATURES, 0, CpuRegister.EAX, Math.min(subleaf, most.get(FEATURES, 0, CpuRegister.EAX)));
    int leaves = isAmd(p) ? AMD_LEAVES : INTEL_LEAVES;
    int extended = p.get(EXTENDED, CpuRegister.EAX) & 0xFFFF;
    p.set(EXTENDED, CpuRegister.EAX, EXTENDED | Math.min(extended, leaves));
  }

  private static boolean isAmd(CpuPolicy p) {
    return p.get(0, CpuRegister.EBX) == AMD;
  }

  private static boolean isIntel(CpuPolicy p) {
    return p.get(0, CpuRegister.EBX) == INTEL;
  }

  private static void features(CpuPolicy p, CpuPolicy most, boolean longMode) {
    for (FeatureWord word : FeatureWord.values()) {
      int can = most.word(word);
      for (CpuFeature chosen : CHOSEN_BY_THE_TOOLSTACK) {
        can |= chosen.word() == word ? chosen.mask() : 0;
      }
      p.setWord(word, p.word(word) & can);
    }
    if (p.get(0, CpuRegister.EAX) < STATES) {
      p.give(CpuFeature.XSAVE, false);
    }
    for (GivenFeature given : GivenFeature.values()) {
      boolean absent = given.needs().stream().anyMatch(n -> !p.has(n.feature()));
      if (absent || !longMode && GivenFeature.LONG_MODE_ONLY.contains(given)) {
        p.give(given.feature(), false);
      }
    }
  }

  /** Bits that say how to read the topology in other leaves: Xen lets the toolstack decide. */
  private static final CpuFeature[] CHOSEN_BY_THE_TOOLSTACK = {
    CpuFeature.HTT, CpuFeature.X2APIC, CpuFeature.CMP_LEGACY
  };

  private static void addresses(CpuPolicy p, CpuPolicy most) {
    int machine = most.get(EXTENDED + 8, CpuRegister.EAX) & 0xFF;
    int least = p.has(CpuFeature.PAE) ? PAE_ADDRESS_BITS : LEAST_ADDRESS_BITS;
    int physical = Math.min(p.get(EXTENDED + 8, CpuRegister.EAX) & 0xFF, machine);
    int linear = p.has(CpuFeature.LM) ? LONG_ADDRESS_BITS : LEAST_ADDRESS_BITS;
    p.set(EXTENDED + 8, CpuRegister.EAX, Math.max(physical, least) | linear << 8);
  }

  /** Leaf 0xD follows from the features alone. */
  private static void states(CpuPolicy p) {
    int instructions = p.get(STATES, 1, CpuRegister.EAX);
    p.clear(STATES);
    if (p.has(CpuFeature.XSAVE)) {
      p.set(STATES, 0, MachineCpu.STATES, 0, MachineCpu.STATE_SIZE, 0);
      p.set(STATES, 1, CpuRegister.EAX, instructions);
    }
  }

  /** What no PV domain is told: power, thermals, MONITOR, counters, the host's topology. */
  private static void hidden(CpuPolicy p) {
    p.set(1, CpuRegister.EAX, p.get(1, CpuRegister.EAX) & SIGNATURE);
    for (int leaf : new int[] {3, 5, 6, 8, 9, 0xA, 0xC, EXTENDED + 9, EXTENDED + 0xA}) {
      p.clear(leaf);
    }
    p.clear(TOPOLOGY);
    int timing = p.get(EXTENDED + 7, CpuRegister.EDX);
    p.set(EXTENDED + 7, CpuPolicy.NO_SUBLEAF, 0, 0, 0, timing);
    p.set(EXTENDED + 8, CpuRegister.EDX, 0);
    for (int leaf = EXTENDED + 0xB; leaf <= EXTENDED + 0x20; leaf++) {
      p.clear(leaf);
    }
  }

  private static void vendor(CpuPolicy p) {
    int common = p.get(EXTENDED + 1, CpuRegister.EDX) & ~COMMON_D;
    p.set(EXTENDED + 1, CpuRegister.EDX, common);
    if (isIntel(p)) {
      p.set(2, CpuRegister.EAX, p.get(2, CpuRegister.EAX) & ~0xFF | 1);
      p.set(EXTENDED, CpuPolicy.NO_SUBLEAF, p.get(EXTENDED, CpuRegister.EAX), 0, 0, 0);
      p.set(EXTENDED + 1, CpuRegister.EAX, 0);
      p.set(EXTENDED + 1, CpuRegister.EBX, 0);
      p.clear(EXTENDED + 5);
      int second = p.get(EXTENDED + 6, CpuRegister.ECX);
      p.set(EXTENDED + 6, CpuPolicy.NO_SUBLEAF, 0, 0, second, 0);
      p.set(EXTENDED + 8, CpuRegister.ECX, 0);
    } else if (isAmd(p)) {
      p.clear(2);
      p.clear(CACHES);
      for (CpuRegister r : new CpuRegister[] {CpuRegister.EBX, CpuRegister.ECX, CpuRegister.EDX}) {
        p.set(EXTENDED, r, p.get(0, r));
      }
      p.set(EXTENDED + 1, CpuRegister.EAX, p.get(1, CpuRegister.EAX));
      p.set(EXTENDED + 1, CpuRegister.EBX, p.get(EXTENDED + 1, CpuRegister.EBX) & 0xFF00FFFF);
      p.set(EXTENDED + 1, CpuRegister.EDX, common | p.get(1, CpuRegister.EDX) & COMMON_D);
      p.set(EXTENDED + 8, CpuRegister.ECX, p.get(EXTENDED + 8, CpuRegister.ECX) & 0x0003F0FF);
    }
  }

  /** Reserved bits are zero, and nothing follows the first that is no cache. */
  private static void caches(CpuPolicy p) {
    for (int i = 0; i < CpuPolicy.subleaves(CACHES); i++) {
      int a = p.get(CACHES, i, CpuRegister.EAX);
      int type = a & CACHE_TYPE;
      if (type == 0 || type > MOST_CACHE_TYPES) {
        for (; i < CpuPolicy.subleaves(CACHES); i++) {
          p.set(CACHES, i, 0, 0, 0, 0);
        }
        return;
      }
      p.set(CACHES, i, CpuRegister.EAX, a & CACHE_A);
      p.set(CACHES, i, CpuRegister.EDX, p.get(CACHES, i, CpuRegister.EDX) & CACHE_D);
    }
  }
}
