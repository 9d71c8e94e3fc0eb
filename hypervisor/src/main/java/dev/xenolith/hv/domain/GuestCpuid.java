package dev.xenolith.hv.domain;

import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.hv.cpuid.CpuPolicy;
import dev.xenolith.hv.cpuid.MachineCpu;
import dev.xenolith.hv.machine.cpu.CpuidPolicy;
import dev.xenolith.hv.time.TscScale;
import dev.xenolith.hv.trap.VirtualControl;
import java.util.Arrays;

/**
 * What CPUID answers a vCPU: its domain's policy, and what is each vCPU's own or changes while it
 * runs. The instruction itself and Xen's forced emulation answer alike, as on a processor that lets
 * Xen fault CPUID.
 */
public final class GuestCpuid {
  private static final int OSXSAVE = CpuFeature.OSXSAVE.mask();

  /** Xen's own leaves for a PV domain, beside the first. */
  private static final int XEN_LEAVES = 5;

  /** Room for leaves of one hypervisor. */
  private static final int XEN_RANGE = 0x100;

  private static final int RDTSCP_THERE = 1 << 2;
  private static final int TSC_RELIABLE = 1 << 1;

  GuestCpuid() {}

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
    CpuPolicy policy = vcpu.domain().cpuid().policy();
    if (leaf >= CpuPolicy.XEN && leaf < CpuPolicy.XEN + XEN_RANGE) {
      xen(vcpu.domain(), leaf - CpuPolicy.XEN, subleaf, out);
      return;
    }
    boolean there = leaf >= 0 ? leaf <= policy.lastBasic() : leaf <= policy.lastExtended();
    int row = CpuPolicy.subleaves(leaf) == 0 ? CpuPolicy.NO_SUBLEAF : subleaf;
    if (!there || row < CpuPolicy.NO_SUBLEAF || !CpuPolicy.has(leaf, row)) {
      return;
    }
    policy.read(leaf, row, out);
    adjust(vcpu, policy, leaf, subleaf, out);
  }

  private static void adjust(Vcpu vcpu, CpuPolicy policy, int leaf, int subleaf, int[] out) {
    switch (leaf) {
      // The APIC's number is 0 for every vCPU of a PV domain: the policy holds no other.
      case 1 -> out[2] |= policy.has(CpuFeature.XSAVE) ? OSXSAVE : 0;
      case 0xB -> {
        if (policy.has(CpuFeature.X2APIC)) {
          out[2] = out[2] & ~0xFF | subleaf & 0xFF;
          out[3] = 2 * vcpu.id().raw();
        }
      }
      case 0xD -> {
        boolean sized =
            subleaf == 0 && policy.has(CpuFeature.XSAVE)
                || subleaf == 1 && policy.has(CpuFeature.XSAVEC);
        out[1] = sized ? MachineCpu.STATE_SIZE : out[1];
      }
      default -> {}
    }
  }

  private static void xen(Domain domain, int leaf, int subleaf, int[] out) {
    int last =
        domain.cpuid().policy().get(CpuPolicy.XEN, CpuPolicy.NO_SUBLEAF, CpuRegister.EAX) & 0xFF;
    // The toolstack may hide the further ones, but neither the first two nor add any.
    last = last == 0 ? XEN_LEAVES : Math.clamp(last, 2, XEN_LEAVES);
    if (leaf > last) {
      return;
    }
    switch (leaf) {
      // "XenVMMXenVMM"
      case 0 -> set(out, CpuPolicy.XEN + last, 0x566E6558, 0x65584D4D, 0x4D4D566E);
      case 1 -> out[0] = XenRelease.MAJOR << 16 | XenRelease.MINOR;
      case 2 -> set(out, 1, 0x40000000, 1, 0);
      case 3 -> time(domain.tsc(), subleaf, out);
      case 5 -> {
        long highest = Math.max(1, domain.xen().memory().frames() - 1);
        out[1] = subleaf == 0 ? 64 - Long.numberOfLeadingZeros(highest) + 12 : 0;
      }
      default -> {}
    }
  }

  private static void time(DomainTsc tsc, int subleaf, int[] out) {
    switch (subleaf) {
      case 0 -> set(out, TSC_RELIABLE | RDTSCP_THERE, tsc.mode(), TscScale.KHZ, tsc.incarnation());
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
