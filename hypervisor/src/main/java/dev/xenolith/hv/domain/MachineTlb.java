package dev.xenolith.hv.domain;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.mm.TlbFlusher;

/** Reaches the TLBs of all vCPUs. With one physical CPU nothing runs while this does. */
final class MachineTlb implements TlbFlusher {
  private final DomainTable domains;

  MachineTlb(DomainTable domains) {
    this.domains = domains;
  }

  @Override
  public void flushVcpu(DomId domain, int vcpuId) {
    Vcpu vcpu = find(domain, vcpuId);
    if (vcpu != null) {
      vcpu.engine().flushTlb(true);
    }
  }

  @Override
  public void invlpgVcpu(DomId domain, int vcpuId, long linear) {
    Vcpu vcpu = find(domain, vcpuId);
    if (vcpu != null) {
      vcpu.engine().invlpg(linear);
    }
  }

  @Override
  public void flushDomain(DomId domain) {
    Domain found = domains.find(domain.raw());
    if (found != null) {
      found.vcpus().forEach(v -> v.engine().flushTlb(true));
    }
  }

  @Override
  public void invlpgDomain(DomId domain, long linear) {
    Domain found = domains.find(domain.raw());
    if (found != null) {
      found.vcpus().forEach(v -> v.engine().invlpg(linear));
    }
  }

  @Override
  public void flushAll() {
    for (Domain domain : domains.all()) {
      domain.vcpus().forEach(v -> v.engine().flushTlb(true));
    }
  }

  @Override
  public void reload(DomId domain, int vcpuId) {
    Vcpu vcpu = find(domain, vcpuId);
    if (vcpu != null) {
      vcpu.processor().loadTables();
    }
  }

  private Vcpu find(DomId domain, int vcpuId) {
    Domain found = domains.find(domain.raw());
    return found == null ? null : found.vcpu(vcpuId);
  }
}
