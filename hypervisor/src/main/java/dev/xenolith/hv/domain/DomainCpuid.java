package dev.xenolith.hv.domain;

import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.cpuid.CpuPolicy;
import dev.xenolith.hv.cpuid.MachineCpu;
import dev.xenolith.hv.trap.VirtualControl;

/** What CPUID tells a domain, and what follows from that for its vCPUs. */
public final class DomainCpuid {
  private final Domain domain;
  private CpuPolicy policy;

  DomainCpuid(Domain domain) {
    this.domain = domain;
    policy = MachineCpu.forDomain(domain.abi() == Abi.PV64);
  }

  /** The policy; not to be changed. */
  public CpuPolicy policy() {
    return policy;
  }

  /** Takes as much of this policy as the domain can have (XEN_DOMCTL_set_cpu_policy). */
  public void set(CpuPolicy wanted) {
    policy = MachineCpu.cutDown(wanted, domain.abi() == Abi.PV64);
    domain.vcpus().forEach(this::limitControl);
  }

  /** A kernel cannot switch on what CPUID does not announce. */
  void limitControl(Vcpu vcpu) {
    long choice = 0;
    choice |= policy.has(CpuFeature.TSC) ? VirtualControl.CR4_TSD : 0;
    choice |= policy.has(CpuFeature.DE) ? VirtualControl.CR4_DE : 0;
    choice |= policy.has(CpuFeature.FSGSBASE) ? VirtualControl.CR4_FSGSBASE : 0;
    choice |= policy.has(CpuFeature.XSAVE) ? VirtualControl.CR4_OSXSAVE : 0;
    vcpu.traps().control().limitCr4(choice);
    vcpu.processor().applyControl();
  }
}
