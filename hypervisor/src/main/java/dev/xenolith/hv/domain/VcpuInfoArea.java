package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.ArchVcpuInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.hv.mm.FrameType;
import dev.xenolith.hv.mm.PageTypes;

/**
 * The vcpu_info of one vCPU: in shared_info at first, then where the guest registered it. One
 * beyond those shared_info has room for starts on a page nobody reads.
 */
public final class VcpuInfoArea {
  private final GuestBytes memory;
  private final Vcpu vcpu;
  private long maddr;
  private boolean dummy;
  private Mfn registered;

  VcpuInfoArea(GuestBytes memory, Vcpu vcpu) {
    this.memory = memory;
    this.vcpu = vcpu;
  }

  /** Machine address of the structure. */
  public long maddr() {
    return maddr;
  }

  /** Whether the guest has chosen the place. */
  public boolean isRegistered() {
    return registered != null;
  }

  /** Whether the guest can read it. */
  public boolean isUsable() {
    return !dummy;
  }

  void place(long newMaddr, boolean isDummy) {
    maddr = newMaddr;
    dummy = isDummy;
  }

  /**
   * Moves the contents to where the guest wants them and marks everything pending, so that no event
   * is lost.
   *
   * @return false if the frame is no page of the domain that can be written to
   */
  public boolean register(Mfn frame, int offset) {
    PageTypes types = vcpu.domain().xen().paging().types();
    if (!vcpu.domain().xen().paging().frames().isValid(frame.raw())
        || !types.getPageAndType(frame.raw(), vcpu.domain().memory(), FrameType.WRITABLE)) {
      return false;
    }
    Abi abi = vcpu.domain().abi();
    int size = VcpuInfo.LAYOUT.size(abi);
    byte[] contents = dummy ? new byte[size] : memory.copy(maddr, size);
    long at = frame.toMaddr().raw() + offset;
    memory.put(at, contents, 0, size);
    if (dummy) {
      VcpuInfo.EVTCHN_UPCALL_MASK.put(memory, at, abi, 1);
    }
    place(at, false);
    registered = frame;
    VcpuInfo.EVTCHN_PENDING_SEL.put(memory, at, abi, -1L);
    if (pending() == 0) {
      VcpuInfo.EVTCHN_UPCALL_PENDING.put(memory, at, abi, 1);
      vcpu.kick();
    }
    return true;
  }

  /**
   * Gives the registered frame back, because the domain ends. The structure is where nobody reads
   * it then.
   */
  void unregister(long dummyMaddr) {
    if (registered != null) {
      vcpu.domain().xen().paging().types().putPageAndType(registered.raw());
      registered = null;
    }
    place(dummyMaddr, true);
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
    Abi abi = vcpu.domain().abi();
    ArchVcpuInfo.CR2.put(memory, maddr + VcpuInfo.ARCH.at(abi), abi, linear);
  }
}
