package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.abi.num.Virq;

/** What a port is bound to (event_channel.h: EVTCHNSTAT_*). */
public sealed interface ChannelState {
  /** Not in use. */
  record Free() implements ChannelState {}

  /** Never to be used: port 0. */
  record Reserved() implements ChannelState {}

  /** Waiting for this domain to bind its end. */
  record Unbound(DomId remote) implements ChannelState {}

  /** Connected to a port of another domain, or of the same one. */
  record Interdomain(EventChannels remote, EvtchnPort remotePort) implements ChannelState {
    @Override
    public String toString() {
      return "Interdomain[" + remote.id() + " " + remotePort + "]";
    }
  }

  /** Raised by a physical interrupt. */
  record BoundPirq(Pirq pirq) implements ChannelState {}

  /** Raised by the hypervisor. */
  record BoundVirq(Virq virq) implements ChannelState {}

  /** Raised by the domain's own vCPUs. */
  record Ipi() implements ChannelState {}
}
