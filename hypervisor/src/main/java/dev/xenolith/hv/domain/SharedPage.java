package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.time.WallClock;

/** The page a domain shares with the hypervisor (shared_info), and the date in it. */
final class SharedPage {
  /** vCPUs whose vcpu_info can be in the page (XEN_LEGACY_MAX_VCPUS). */
  private static final int LEGACY_VCPUS = 32;

  /** A place at the end of the page where no structure of the ABI is. */
  private static final int DUMMY_VCPU_INFO = Mfn.PAGE_SIZE - 64;

  private final Xen xen;
  private final Mfn frame;
  private final WallClock wallClock;

  SharedPage(Xen xen, DomainMemory memory) {
    this.xen = xen;
    frame = xen.paging().shareXenPage(memory, true);
    if (frame == null) {
      throw new IllegalStateException("no frame for shared_info of " + memory.id());
    }
    wallClock = new WallClock(xen.clock());
  }

  Mfn frame() {
    return frame;
  }

  WallClock wallClock() {
    return wallClock;
  }

  private long base() {
    return frame.toMaddr().raw();
  }

  /** Upcalls start masked on all vCPUs; everything else is zero but the date. */
  void initialise(Abi abi) {
    GuestBytes machine = xen.memory();
    machine.put(base(), new byte[Mfn.PAGE_SIZE], 0, Mfn.PAGE_SIZE);
    for (int i = 0; i < LEGACY_VCPUS; i++) {
      long info = base() + SharedInfo.VCPU_INFO.at(abi, i);
      VcpuInfo.EVTCHN_UPCALL_MASK.put(machine, info, abi, 1);
    }
    publishWallClock(abi);
  }

  void publishWallClock(Abi abi) {
    wallClock.publish(xen.memory(), base(), abi);
  }

  /** Puts the vcpu_info of a new vCPU into its slot, if there is one for it. */
  void place(Vcpu vcpu, Abi abi) {
    int index = vcpu.id().raw();
    boolean hasSlot = index < LEGACY_VCPUS;
    long slot = hasSlot ? SharedInfo.VCPU_INFO.at(abi, index) : DUMMY_VCPU_INFO;
    vcpu.info().place(base() + slot, !hasSlot);
  }

  /** Where a vcpu_info is written that nobody reads any more. */
  long dummyVcpuInfo() {
    return base() + DUMMY_VCPU_INFO;
  }
}
