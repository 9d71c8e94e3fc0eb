package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.hv.evtchn.ChannelState.BoundVirq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which port each virtual interrupt line of each vCPU is bound to. */
final class VirqBindings {
  private int[][] portByVcpu = {};

  /** The port, or 0. */
  int port(VcpuId vcpu, Virq virq) {
    return vcpu.raw() < portByVcpu.length ? portByVcpu[vcpu.raw()][virq.raw()] : 0;
  }

  void bind(VcpuId vcpu, Virq virq, int port) {
    int old = portByVcpu.length;
    if (vcpu.raw() >= old) {
      portByVcpu = Arrays.copyOf(portByVcpu, vcpu.raw() + 1);
      for (int v = old; v < portByVcpu.length; v++) {
        portByVcpu[v] = new int[Virqs.COUNT];
      }
    }
    portByVcpu[vcpu.raw()][virq.raw()] = port;
  }

  void unbind(VcpuId vcpu, Virq virq) {
    portByVcpu[vcpu.raw()][virq.raw()] = 0;
  }

  List<String> audit(List<Channel> channels) {
    List<String> broken = new ArrayList<>();
    int bindings = 0;
    for (int vcpu = 0; vcpu < portByVcpu.length; vcpu++) {
      for (int virq = 0; virq < Virqs.COUNT; virq++) {
        int port = portByVcpu[vcpu][virq];
        bindings += port == 0 ? 0 : 1;
        if (port != 0
            && !(channels.get(port).state instanceof BoundVirq(Virq bound)
                && bound.raw() == virq)) {
          broken.add("virq " + virq + " of v" + vcpu + " names port " + port + ", which does not");
        }
      }
    }
    long bound = channels.stream().filter(c -> c.state instanceof BoundVirq).count();
    if (bound != bindings) {
      broken.add(bound + " ports are bound to virqs, and " + bindings + " virqs to ports");
    }
    return broken;
  }
}
