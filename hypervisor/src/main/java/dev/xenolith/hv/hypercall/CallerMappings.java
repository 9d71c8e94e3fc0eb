package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.grant.HostMappings;
import dev.xenolith.hv.mm.GrantMappings;

/** The caller's page tables, as grants are mapped into them. */
final class CallerMappings implements HostMappings {
  private static final int AVAILABLE_MASK = 7;

  private final Vcpu vcpu;
  private final GrantMappings mappings;

  CallerMappings(Vcpu vcpu) {
    this.vcpu = vcpu;
    mappings = vcpu.domain().xen().paging().grantMappings();
  }

  @Override
  public boolean create(long address, Mfn frame, int mapFlags) {
    return mappings.create(vcpu.paging(), frame.raw(), place(address, mapFlags)) == 0;
  }

  @Override
  public boolean replace(long address, Mfn frame, long newAddress, int mapFlags) {
    GrantMappings.Place place = place(address, mapFlags);
    return mappings.remove(vcpu.paging(), frame.raw(), place, newAddress) == 0;
  }

  @Override
  public void flushTlb() {
    vcpu.domain().vcpus().forEach(v -> v.engine().flushTlb(false));
  }

  private static GrantMappings.Place place(long address, int mapFlags) {
    return new GrantMappings.Place(
        address,
        (mapFlags & GrantMapFlags.CONTAINS_PTE) != 0,
        (mapFlags & GrantMapFlags.READONLY) != 0,
        (mapFlags & GrantMapFlags.APPLICATION_MAP) != 0,
        mapFlags >>> GrantMapFlags.GUEST_AVAIL_SHIFT & AVAILABLE_MASK);
  }
}
