package dev.xenolith.hv.domain;

/**
 * Caches and processor numbers as CPUID tells them: one package, in which each vCPU is a core of
 * one thread, with caches of its own.
 *
 * @param vcpu its index
 * @param count how many the domain has
 */
record CpuidTopology(int vcpu, int count) {
  /** Leaf 0x80000006: the second-level cache, 256 KiB, 8 ways, lines of 64 bytes. */
  static final int L2_SUMMARY = 256 << 16 | 6 << 12 | 64;

  private static final int DATA = 1;
  private static final int CODE = 2;
  private static final int UNIFIED = 3;
  private static final int SELF_INITIALISING = 1 << 8;
  private static final int LINE = 64;
  private static final int WAYS = 8;
  private static final int SETS_L1 = 64;
  private static final int SETS_L2 = 512;
  private static final int MOST_CORES = 64;
  private static final int LEVEL_SMT = 1;
  private static final int LEVEL_CORE = 2;

  /** As Xen numbers them: even, so that each is a core. */
  int apicId() {
    return 2 * vcpu;
  }

  /** How many APIC numbers the package has, as leaf 1 tells it in 8 bits. */
  int logicalProcessors() {
    return Math.min(1 << width(), 128);
  }

  /** Bits of an APIC number that tell the threads and cores of a package apart. */
  private int width() {
    return 1 + (32 - Integer.numberOfLeadingZeros(Math.max(count, 1) - 1));
  }

  /** Leaf 4: 32 KiB for data and for code each, and the second level. */
  void cache(int subleaf, int[] out) {
    switch (subleaf) {
      case 0 -> cache(DATA, 1, SETS_L1, out);
      case 1 -> cache(CODE, 1, SETS_L1, out);
      case 2 -> cache(UNIFIED, 2, SETS_L2, out);
      default -> {}
    }
  }

  private void cache(int type, int level, int sets, int[] out) {
    int cores = Math.min(1 << width() - 1, MOST_CORES);
    // Two APIC numbers share it, of which one is used.
    out[0] = type | level << 5 | SELF_INITIALISING | 1 << 14 | cores - 1 << 26;
    out[1] = LINE - 1 | WAYS - 1 << 22;
    out[2] = sets - 1;
  }

  /** Leaf 0xB: the levels of an APIC number. */
  void level(int subleaf, int[] out) {
    switch (subleaf) {
      case 0 -> {
        out[0] = 1;
        out[1] = 1;
        out[2] = LEVEL_SMT << 8;
      }
      case 1 -> {
        out[0] = width();
        out[1] = count;
        out[2] = LEVEL_CORE << 8 | 1;
      }
      default -> out[2] = subleaf & 0xFF;
    }
    out[3] = apicId();
  }
}
