package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.machine.cpu.CpuidPolicy;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.time.TscScale;
import dev.xenolith.hv.trap.VirtualControl;
import java.util.Arrays;

/**
 * What CPUID answers: a processor of x86-64-v2 with XSAVE, MOVBE and FSGSBASE, without AVX, and
 * without what PV guests never get (PSE, PGE, SEP, MTRR). It says it is a Goldmont, the processor
 * that has just these.
 *
 * <p>Leaves: 0 to 2, 4, 7, 0xB and 0xD, 0x40000000 to 0x40000005 (Xen), 0x80000000 to 0x80000008.
 * All others are zero. Each vCPU is a core of its own, with an APIC number of twice its own.
 */
public final class GuestCpuid {
  private static final int SIGNATURE = 0x000506C9;
  private static final int LAST = 0xD;
  private static final int LINE = 64;

  /** FPU, DE, TSC, MSR, PAE, MCE, CX8, APIC, MCA, CMOV, PAT, CLFSH, ACPI, MMX, FXSR, SSE, SSE2. */
  private static final int FEATURES_D =
      bits(0, 2, 4, 5, 6, 7, 8, 9, 14, 15, 16, 19, 22, 23, 24, 25, 26);

  /** HTT: there are several logical processors. */
  private static final int SEVERAL = bits(28);

  /** SSE3, SSSE3, SSE4.1, SSE4.2, MOVBE, POPCNT, XSAVE, HYPERVISOR. */
  private static final int FEATURES_C = bits(0, 9, 19, 20, 22, 23, 26, 31);

  private static final int CX16 = bits(13);
  private static final int OSXSAVE = bits(27);
  private static final int FSGSBASE = bits(0);

  /** XSAVEOPT, XSAVEC, XGETBV with ECX = 1. */
  private static final int XSAVE_FEATURES = bits(0, 1, 2);

  private static final int XSAVE_SIZE = 576;
  private static final int SYSCALL = bits(11);

  /** NX, RDTSCP. */
  private static final int EXTENDED_FEATURES_D = bits(20, 27);

  private static final int LONG_MODE = bits(29);
  private static final int LAHF = bits(0);
  private static final int XEN_LEAVES = 0x40000000;
  private static final int XEN_LAST = XEN_LEAVES + 5;
  private static final int EXTENDED = 0x80000000;
  private static final int EXTENDED_LAST = EXTENDED + 8;
  private static final String BRAND = "Xenolith simulated processor";
  private static final int ADDRESS_BITS = 48 << 8 | 36;

  GuestCpuid() {}

  private static int bits(int... numbers) {
    int all = 0;
    for (int number : numbers) {
      all |= 1 << number;
    }
    return all;
  }

  /** The answers of the processor to one vCPU. */
  public CpuidPolicy forVcpu(Vcpu vcpu) {
    return (leaf, subleaf, out) -> answer(vcpu, leaf, subleaf, out);
  }

  /**
   * The hypervisor's own answer, by the forced-emulation prefix: the processor's, but that user
   * mode sees OSXSAVE only when its kernel has set it. The kernel always sees it, as old ones take
   * it for a sign that Xen can do XSAVE.
   */
  void emulate(Vcpu vcpu, int leaf, int subleaf, int[] out) {
    answer(vcpu, leaf, subleaf, out);
    boolean set = (vcpu.traps().control().cr4() & VirtualControl.CR4_OSXSAVE) != 0;
    if (leaf == 1 && !set && !vcpu.inKernelMode()) {
      out[2] &= ~OSXSAVE;
    }
  }

  private static void answer(Vcpu vcpu, int leaf, int subleaf, int[] out) {
    Arrays.fill(out, 0);
    boolean pv64 = vcpu.abi() == Abi.PV64;
    if (leaf >= XEN_LEAVES && leaf <= XEN_LAST) {
      xen(vcpu.domain(), leaf - XEN_LEAVES, subleaf, out);
      return;
    }
    if (leaf < 0) {
      extended(pv64, leaf, out);
      return;
    }
    CpuidTopology topology = new CpuidTopology(vcpu.id().raw(), vcpu.domain().vcpuCount());
    switch (leaf) {
      case 0 -> set(out, LAST, 0x756E6547, 0x6C65746E, 0x49656E69);
      case 1 -> {
        int b = LINE / 8 << 8 | topology.logicalProcessors() << 16 | topology.apicId() << 24;
        int c = FEATURES_C | OSXSAVE | (pv64 ? CX16 : 0);
        set(out, SIGNATURE, b, c, FEATURES_D | (topology.count() > 1 ? SEVERAL : 0));
      }
      // The caches are in leaf 4; prefetching is by 64 bytes.
      case 2 -> out[0] = 0x00F0FF01;
      case 4 -> topology.cache(subleaf, out);
      case 7 -> out[1] = subleaf == 0 ? FSGSBASE : 0;
      case 0xB -> topology.level(subleaf, out);
      case 0xD -> states(subleaf, out);
      default -> {}
    }
  }

  private static void states(int subleaf, int[] out) {
    switch (subleaf) {
      case 0 -> set(out, (int) FpuState.XCR0_ALL, XSAVE_SIZE, XSAVE_SIZE, 0);
      case 1 -> set(out, XSAVE_FEATURES, XSAVE_SIZE, 0, 0);
      default -> {}
    }
  }

  private static void extended(boolean pv64, int leaf, int[] out) {
    if (leaf == EXTENDED) {
      out[0] = EXTENDED_LAST;
    } else if (leaf == EXTENDED + 1) {
      out[2] = pv64 ? LAHF : 0;
      out[3] = EXTENDED_FEATURES_D | (pv64 ? LONG_MODE | SYSCALL : 0);
    } else if (leaf >= EXTENDED + 2 && leaf <= EXTENDED + 4) {
      int at = (leaf - EXTENDED - 2) * 16;
      for (int i = 0; i < 16 && at + i < BRAND.length(); i++) {
        out[i / 4] |= BRAND.charAt(at + i) << 8 * (i % 4);
      }
    } else if (leaf == EXTENDED + 6) {
      out[2] = CpuidTopology.L2_SUMMARY;
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
