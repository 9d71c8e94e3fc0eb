package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.ArchVcpuInfo;
import dev.xenolith.abi.xen.VcpuInfo;

/** The vcpu_info of one vCPU: in shared_info at first, then where the guest registered it. */
public final class VcpuInfoArea {
  private final GuestBytes memory;
  private final Domain domain;
  private long maddr;
  private boolean registered;

  VcpuInfoArea(GuestBytes memory, Domain domain) {
    this.memory = memory;
    this.domain = domain;
  }

  /** Machine address of the structure. */
  public long maddr() {
    return maddr;
  }

  /** Whether the guest has chosen the place. */
  public boolean isRegistered() {
    return registered;
  }

  void place(long newMaddr) {
    maddr = newMaddr;
  }

  /** Moves the contents to where the guest wants them. */
  public void register(long newMaddr) {
    int size = VcpuInfo.LAYOUT.size(domain.abi());
    memory.put(newMaddr, memory.copy(maddr, size), 0, size);
    maddr = newMaddr;
    registered = true;
  }

  int pending() {
    return VcpuInfo.EVTCHN_UPCALL_PENDING.get(memory, maddr, Abi.PV32);
  }

  int mask() {
    return VcpuInfo.EVTCHN_UPCALL_MASK.get(memory, maddr, Abi.PV32);
  }

  void setMask(int value) {
    VcpuInfo.EVTCHN_UPCALL_MASK.put(memory, maddr, Abi.PV32, value);
  }

  void setCr2(long linear) {
    Abi abi = domain.abi();
    ArchVcpuInfo.CR2.put(memory, maddr + VcpuInfo.ARCH.at(abi), abi, linear);
  }
}
