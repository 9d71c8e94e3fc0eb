package dev.xenolith.hv.cpuid;

import static dev.xenolith.hv.cpuid.CpuPolicy.CACHES;
import static dev.xenolith.hv.cpuid.CpuPolicy.EXTENDED;
import static dev.xenolith.hv.cpuid.CpuPolicy.FEATURES;
import static dev.xenolith.hv.cpuid.CpuPolicy.NO_SUBLEAF;

import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.hv.machine.cpu.FpuState;
import java.util.Objects;

/**
 * The simulated processor as CPUID describes it: a Goldmont, which has just what is simulated, one
 * core of one thread. Xen's two kinds of policy, the most a domain can have and what it gets
 * unasked, are both this.
 */
public final class MachineCpu {
  /** XCR0 with all there is. */
  static final int STATES = (int) FpuState.XCR0_ALL;

  /** Bytes of an XSAVE area with x87 and SSE. */
  public static final int STATE_SIZE = 576;

  private static final int LAST_BASIC = 0xD;
  private static final int LAST_EXTENDED = EXTENDED + 8;
  private static final int SIGNATURE = 0x000506C9;
  private static final int LINE = 64;
  private static final int CLFLUSH_UNIT = 8;
  private static final String BRAND = "Xenolith simulated processor";
  private static final int LINEAR_BITS = 48;
  private static final int PHYSICAL_BITS = 36;

  private static final int DATA = 1;
  private static final int CODE = 2;
  private static final int UNIFIED = 3;
  private static final int SELF_INITIALISING = 1 << 8;
  private static final int WAYS = 8;
  private static final int SETS_L1 = 64;
  private static final int SETS_L2 = 512;
  private static final int KIB_L2 = 256;

  /** Leaf 2: the caches are in leaf 4; prefetching is by 64 bytes. */
  private static final int DESCRIPTORS = 0x00F0FF01;

  private static final int EIGHT_WAYS = 6;

  private static final CpuPolicy POLICY = describe();

  private MachineCpu() {}

  private static CpuPolicy describe() {
    CpuPolicy p = new CpuPolicy();
    p.set(0, NO_SUBLEAF, LAST_BASIC, 0x756E6547, 0x6C65746E, 0x49656E69);
    p.set(1, NO_SUBLEAF, SIGNATURE, LINE / CLFLUSH_UNIT << 8, 0, 0);
    p.set(2, CpuRegister.EAX, DESCRIPTORS);
    cache(p, 0, DATA | 1 << 5, SETS_L1);
    cache(p, 1, CODE | 1 << 5, SETS_L1);
    cache(p, 2, UNIFIED | 2 << 5, SETS_L2);
    p.set(FEATURES, 0, 0, 0, 0, 0);
    p.set(EXTENDED, CpuRegister.EAX, LAST_EXTENDED);
    for (int i = 0; i < BRAND.length(); i++) {
      int leaf = EXTENDED + 2 + i / 16;
      CpuRegister register = CpuRegister.values()[i / 4 % 4];
      p.set(leaf, register, p.get(leaf, register) | BRAND.charAt(i) << 8 * (i % 4));
    }
    p.set(EXTENDED + 6, CpuRegister.ECX, KIB_L2 << 16 | EIGHT_WAYS << 12 | LINE);
    p.set(EXTENDED + 8, CpuRegister.EAX, LINEAR_BITS << 8 | PHYSICAL_BITS);
    for (GivenFeature given : GivenFeature.values()) {
      p.give(given.feature(), true);
    }
    PolicyRules.apply(p, p.copy(), true);
    return p;
  }

  private static void cache(CpuPolicy p, int subleaf, int kind, int sets) {
    p.set(CACHES, subleaf, kind | SELF_INITIALISING, LINE - 1 | WAYS - 1 << 22, sets - 1, 0);
  }

  /** The policy of the machine. */
  public static CpuPolicy policy() {
    return POLICY.copy();
  }

  /** What a domain is told that nobody has asked anything for. */
  public static CpuPolicy forDomain(boolean longMode) {
    return cutDown(POLICY, longMode);
  }

  /** The policy as a domain of this width can have it. */
  public static CpuPolicy cutDown(CpuPolicy wanted, boolean longMode) {
    CpuPolicy p = Objects.requireNonNull(wanted).copy();
    p.clearBeyondLimits();
    PolicyRules.apply(p, POLICY, longMode);
    return p;
  }

  /** Why a toolstack may not set this policy, or null. */
  public static PolicyRefusal refusal(CpuPolicy wanted) {
    return PolicyRules.refusal(wanted, POLICY);
  }
}
