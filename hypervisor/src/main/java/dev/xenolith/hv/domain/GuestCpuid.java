package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.machine.cpu.CpuidPolicy;
import dev.xenolith.hv.time.TscScale;
import java.util.Arrays;

/**
 * What CPUID answers, natively and through the forced-emulation prefix alike: a processor of the P6
 * family with PAE, NX, CMOV and CMPXCHG8B, without what the engine does not execute yet (x87, MMX,
 * SSE) and what PV guests never get (PSE, PGE, SEP, MTRR).
 *
 * <p>Leaves: 0 (vendor GenuineIntel, highest leaf 2), 1, 0x40000000 to 0x40000005 (Xen), 0x80000000
 * to 0x80000008. All others are zero.
 */
public final class GuestCpuid {
  private static final int SIGNATURE = 0x000006F6;
  private static final int FEATURE_TSC = 1 << 4;
  private static final int FEATURE_MSR = 1 << 5;
  private static final int FEATURE_PAE = 1 << 6;
  private static final int FEATURE_MCE = 1 << 7;
  private static final int FEATURE_CX8 = 1 << 8;
  private static final int FEATURE_MCA = 1 << 14;
  private static final int FEATURE_CMOV = 1 << 15;
  private static final int FEATURE_PAT = 1 << 16;
  private static final int HYPERVISOR = 1 << 31;
  private static final int SYSCALL = 1 << 11;
  private static final int NX = 1 << 20;
  private static final int LONG_MODE = 1 << 29;
  private static final int XEN_LEAVES = 0x40000000;
  private static final int XEN_LAST = XEN_LEAVES + 5;
  private static final int EXTENDED = 0x80000000;
  private static final int EXTENDED_LAST = EXTENDED + 8;
  private static final String BRAND = "Xenolith simulated processor";
  private static final int ADDRESS_BITS = 48 << 8 | 36;

  GuestCpuid() {}

  /** The answers for a domain's vCPUs. */
  public CpuidPolicy forDomain(Domain domain) {
    return (leaf, subleaf, out) -> answer(domain, leaf, subleaf, out);
  }

  private static void answer(Domain domain, int leaf, int subleaf, int[] out) {
    Arrays.fill(out, 0);
    if (leaf >= XEN_LEAVES && leaf <= XEN_LAST) {
      xen(domain, leaf - XEN_LEAVES, subleaf, out);
    } else if (leaf < 0) {
      extended(domain, leaf, out);
    } else if (leaf == 0) {
      set(out, 2, 0x756E6547, 0x6C65746E, 0x49656E69);
    } else if (leaf == 1) {
      int features =
          FEATURE_TSC | FEATURE_MSR | FEATURE_PAE | FEATURE_MCE | FEATURE_CX8 | FEATURE_MCA;
      set(out, SIGNATURE, 1 << 16, HYPERVISOR, features | FEATURE_CMOV | FEATURE_PAT);
    }
  }

  private static void extended(Domain domain, int leaf, int[] out) {
    if (leaf == EXTENDED) {
      out[0] = EXTENDED_LAST;
    } else if (leaf == EXTENDED + 1) {
      out[3] = NX | (domain.abi() == Abi.PV64 ? LONG_MODE | SYSCALL : 0);
      out[2] = domain.abi() == Abi.PV64 ? 1 : 0;
    } else if (leaf >= EXTENDED + 2 && leaf <= EXTENDED + 4) {
      int at = (leaf - EXTENDED - 2) * 16;
      for (int i = 0; i < 16 && at + i < BRAND.length(); i++) {
        out[i / 4] |= BRAND.charAt(at + i) << 8 * (i % 4);
      }
    } else if (leaf == EXTENDED_LAST) {
      out[0] = ADDRESS_BITS;
    }
  }

  private static void xen(Domain domain, int leaf, int subleaf, int[] out) {
    switch (leaf) {
      // "XenVMMXenVMM"
      case 0 -> set(out, XEN_LAST, 0x566E6558, 0x65584D4D, 0x4D4D566E);
      case 1 -> out[0] = XenRelease.MAJOR << 16 | XenRelease.MINOR;
      case 2 -> set(out, 1, 0x40000000, 1, 0);
      case 3 -> time(subleaf, out);
      case 5 -> {
        long highest = Math.max(1, domain.xen().memory().frames() - 1);
        out[1] = subleaf == 0 ? 64 - Long.numberOfLeadingZeros(highest) + 12 : 0;
      }
      default -> {}
    }
  }

  private static void time(int subleaf, int[] out) {
    switch (subleaf) {
      case 0 -> set(out, 1 << 1, 0, TscScale.KHZ, 1);
      case 1 -> set(out, 0, 0, TscScale.NANOSECONDS.mul(), TscScale.NANOSECONDS.shift());
      case 2 -> out[0] = TscScale.KHZ;
      default -> {}
    }
  }

  private static void set(int[] out, int a, int b, int c, int d) {
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
  }
}
