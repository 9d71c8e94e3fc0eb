package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.VcpuId;
import java.util.TreeMap;

/** The vCPUs of a domain that sleep in SCHEDOP_poll. */
final class Pollers {
  /** Waits for whatever comes: it named several ports. */
  private static final int ANY = -1;

  private final TreeMap<Integer, Integer> portByVcpu = new TreeMap<>();

  void add(VcpuId vcpu, int[] ports) {
    portByVcpu.put(vcpu.raw(), ports.length == 1 ? ports[0] : ANY);
  }

  boolean remove(VcpuId vcpu) {
    return portByVcpu.remove(vcpu.raw()) != null;
  }

  void wake(EventHost host, int port) {
    if (portByVcpu.isEmpty()) {
      return;
    }
    for (Integer vcpu : portByVcpu.keySet().toArray(Integer[]::new)) {
      int wanted = portByVcpu.get(vcpu);
      if (wanted == ANY || wanted == port) {
        portByVcpu.remove(vcpu);
        host.target(new VcpuId(vcpu)).unblock();
      }
    }
  }
}
