package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.VcpuInfo;

/** The flag above the ports, whatever the ABI: something is pending for this vCPU. */
final class Upcall {
  private Upcall() {}

  /** The vCPU a port notifies. */
  static UpcallTarget target(EventHost host, int port, VcpuId notify) {
    UpcallTarget target = host.target(notify);
    if (target == null) {
      throw new IllegalStateException(host.id() + " port " + port + " notifies absent " + notify);
    }
    return target;
  }

  /** Sets the flag and, if it was not set, kicks the vCPU. */
  static void request(EventHost host, UpcallTarget target) {
    Abi abi = host.abi();
    long vcpuInfo = target.vcpuInfoMaddr();
    if (VcpuInfo.EVTCHN_UPCALL_PENDING.get(host.memory(), vcpuInfo, abi) == 0) {
      VcpuInfo.EVTCHN_UPCALL_PENDING.put(host.memory(), vcpuInfo, abi, 1);
      target.kick();
    }
  }
}
