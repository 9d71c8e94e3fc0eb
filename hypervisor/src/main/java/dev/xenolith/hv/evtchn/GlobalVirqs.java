package dev.xenolith.hv.evtchn;

import static dev.xenolith.abi.call.XenErrno.EINVAL;

import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.VirqLine;

/** Who hears of what concerns the whole machine: the hardware domain, unless another was named. */
public final class GlobalVirqs {
  private final EventChannels[] handlers = new EventChannels[Virqs.COUNT];
  private EventChannels hardwareDomain;

  /** Names the domain that hears of everything nobody else was named for. */
  public void setHardwareDomain(EventChannels domain) {
    hardwareDomain = domain;
  }

  /** XEN_DOMCTL_set_virq_handler. Returns 0 or a negated error. */
  public long setHandler(EventChannels domain, Virq virq) {
    if (!Virqs.exists(virq) || !Virqs.isGlobal(virq)) {
      return EINVAL.result();
    }
    handlers[virq.raw()] = domain;
    return 0;
  }

  /** Forgets a domain that goes away. */
  public void forget(EventChannels domain) {
    for (int virq = 0; virq < handlers.length; virq++) {
      if (handlers[virq] == domain) {
        handlers[virq] = null;
      }
    }
    if (hardwareDomain == domain) {
      hardwareDomain = null;
    }
  }

  /** Raises a global line. */
  public void raise(VirqLine virq) {
    EventChannels named = handlers[virq.number];
    EventChannels domain = named != null ? named : hardwareDomain;
    if (domain != null) {
      domain.raiseVirq(new VcpuId(0), virq);
    }
  }
}
