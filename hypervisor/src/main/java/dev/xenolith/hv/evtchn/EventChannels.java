package dev.xenolith.hv.evtchn;

import static dev.xenolith.abi.call.XenErrno.EEXIST;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOENT;
import static dev.xenolith.abi.call.XenErrno.ENOSPC;
import static dev.xenolith.abi.call.XenErrno.EPERM;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.hv.evtchn.ChannelState.BoundPirq;
import dev.xenolith.hv.evtchn.ChannelState.BoundVirq;
import dev.xenolith.hv.evtchn.ChannelState.Free;
import dev.xenolith.hv.evtchn.ChannelState.Interdomain;
import dev.xenolith.hv.evtchn.ChannelState.Ipi;
import dev.xenolith.hv.evtchn.ChannelState.Reserved;
import dev.xenolith.hv.evtchn.ChannelState.Unbound;
import java.util.List;

/**
 * The event channels of one domain.
 *
 * <p>Operations return zero, a positive answer, or a negated {@link XenErrno}; {@link #refusal}
 * then says in a sentence what was wrong.
 */
public final class EventChannels {
  private final EventHost host;
  private final PirqLines pirqs;
  private final int maxPort;
  private final ChannelTable channels = new ChannelTable();
  private final VirqBindings virqs = new VirqBindings();
  private final Pollers pollers = new Pollers();
  private final PortAbi abi;
  private String refusal = "";

  /**
   * @param maxPort the highest port the domain may have, as given to createdomain; what the ABI can
   *     express limits it further
   */
  public EventChannels(EventHost host, PirqLines pirqs, int maxPort) {
    this.host = host;
    this.pirqs = pirqs;
    this.abi = new PortAbi(host, channels, this::refuse);
    this.maxPort = maxPort < 0 ? Integer.MAX_VALUE : maxPort;
  }

  /** The domain these belong to. */
  public DomId id() {
    return host.id();
  }

  /** Why the last operation that failed did so. */
  public String refusal() {
    return refusal;
  }

  /** How many ports exist, in use or not; those from here on are unknown to every operation. */
  public int valid() {
    return channels.size();
  }

  /** What the port is bound to, or null where there is none of this number. */
  public ChannelState state(EvtchnPort port) {
    Channel channel = find(port);
    return channel == null ? null : channel.state;
  }

  /** The vCPU the port notifies. The port must exist. */
  public VcpuId notified(EvtchnPort port) {
    return channels.get(port.raw()).notify;
  }

  /** EVTCHNOP_alloc_unbound: the new port, to be bound by {@code remote}. */
  public long allocUnbound(DomId remote) {
    long port = allocate();
    if (port >= 0) {
      channels.get((int) port).state = new Unbound(remote);
    }
    return port;
  }

  /**
   * What an allocation would return, without making one: the error where there is one, else a port.
   */
  public long nextPort() {
    if (host.isDying()) {
      return refuse(EINVAL, "the domain is dying");
    }
    int limit = Math.min(maxPort, abi.ports().maxPorts() - 1);
    for (int port = 1; port <= limit; port++) {
      if (port >= channels.size() || channels.get(port).isFree() && !abi.ports().isBusy(port)) {
        return port;
      }
    }
    return refuse(ENOSPC, "all " + limit + " ports are in use");
  }

  /**
   * EVTCHNOP_bind_interdomain: the local port, with an event pending on it in case one was lost.
   */
  public long bindInterdomain(EventChannels remote, EvtchnPort remotePort) {
    long port = nextPort();
    if (port < 0) {
      return port;
    }
    Channel far = remote.find(remotePort);
    // The port this very call allocates is no candidate: it is free, not unbound.
    if (far == null || !(far.state instanceof Unbound(DomId expected))) {
      return refuse(EINVAL, remote.describe(remotePort) + " is not waiting to be bound");
    }
    if (!expected.equals(id())) {
      return refuse(EINVAL, remote.describe(remotePort) + " waits for " + expected);
    }
    Channel near = channels.take((int) port);
    near.state = new Interdomain(remote, remotePort);
    far.state = new Interdomain(this, new EvtchnPort((int) port));
    pend((int) port, near.notify);
    return port;
  }

  /** EVTCHNOP_bind_virq: the new port. */
  public long bindVirq(Virq virq, VcpuId vcpu) {
    if (!Virqs.exists(virq)) {
      return refuse(EINVAL, "there is no " + virq);
    }
    if (Virqs.isGlobal(virq) && vcpu.raw() != 0) {
      return refuse(EINVAL, "global " + virq + " is bound on vcpu 0 only");
    }
    if (host.target(vcpu) == null) {
      return refuse(ENOENT, "there is no vcpu " + vcpu);
    }
    int bound = virqs.port(vcpu, virq);
    if (bound != 0) {
      return refuse(EEXIST, virq + " of " + vcpu + " is bound to port " + bound);
    }
    long port = allocate();
    if (port >= 0) {
      Channel channel = channels.get((int) port);
      channel.state = new BoundVirq(virq);
      channel.notify = vcpu;
      virqs.bind(vcpu, virq, (int) port);
    }
    return port;
  }

  /** EVTCHNOP_bind_ipi: the new port. */
  public long bindIpi(VcpuId vcpu) {
    if (host.target(vcpu) == null) {
      return refuse(ENOENT, "there is no vcpu " + vcpu);
    }
    long port = allocate();
    if (port >= 0) {
      Channel channel = channels.get((int) port);
      channel.state = new Ipi();
      channel.notify = vcpu;
    }
    return port;
  }

  /** EVTCHNOP_bind_pirq: the new port. */
  public long bindPirq(Pirq pirq, boolean willShare) {
    if (Integer.compareUnsigned(pirq.raw(), pirqs.count()) >= 0) {
      return refuse(EINVAL, "the domain has " + pirqs.count() + " pirqs");
    }
    if (!pirqs.isPermitted(pirq)) {
      return refuse(EPERM, pirq + " is not the domain's");
    }
    if (channels.portOf(pirq) != 0) {
      return refuse(EEXIST, pirq + " is bound to port " + channels.portOf(pirq));
    }
    long port = nextPort();
    if (port < 0) {
      return port;
    }
    XenErrno error = pirqs.bind(pirq, willShare);
    if (error != null) {
      return refuse(error, pirq + " cannot be connected");
    }
    channels.take((int) port).state = new BoundPirq(pirq);
    return port;
  }

  /** EVTCHNOP_close. The far end of an interdomain channel waits for this domain again. */
  public long close(EvtchnPort port) {
    Channel channel = find(port);
    if (channel == null || !channel.isUsable()) {
      return refuse(EINVAL, describe(port) + " is not open");
    }
    switch (channel.state) {
      case BoundPirq(Pirq pirq) -> pirqs.unbind(pirq);
      case BoundVirq(Virq virq) -> virqs.unbind(owner(virq, channel.notify), virq);
      case Interdomain(EventChannels remote, EvtchnPort remotePort) ->
          remote.find(remotePort).state = new Unbound(id());
      case Unbound _, Ipi _, Free _, Reserved _ -> {}
    }
    abi.ports().clearPending(port.raw());
    channel.free();
    return 0;
  }

  /** EVTCHNOP_send. To a port nobody has bound yet it does nothing. */
  public long send(EvtchnPort port) {
    Channel channel = find(port);
    if (channel == null) {
      return refuse(EINVAL, describe(port) + " is not open");
    }
    return switch (channel.state) {
      case Interdomain(EventChannels remote, EvtchnPort remotePort) -> {
        if (host.tracesEvents()) {
          int to = remote.id().raw();
          host.record(channel.notify, new TraceEvent.EventSent(port.raw(), to, remotePort.raw()));
        }
        remote.pend(remotePort.raw(), remote.find(remotePort).notify);
        yield 0;
      }
      case Ipi _ -> {
        pend(port.raw(), channel.notify);
        yield 0;
      }
      case Unbound _ -> 0;
      case Free _, Reserved _, BoundPirq _, BoundVirq _ ->
          refuse(EINVAL, describe(port) + " cannot be sent to");
    };
  }

  /** EVTCHNOP_bind_vcpu. */
  public long bindVcpu(EvtchnPort port, VcpuId vcpu) {
    if (host.target(vcpu) == null) {
      return refuse(ENOENT, "there is no vcpu " + vcpu);
    }
    Channel channel = find(port);
    boolean movable =
        channel != null
            && switch (channel.state) {
              case BoundVirq(Virq virq) -> Virqs.isGlobal(virq);
              case Unbound _, Interdomain _, BoundPirq _ -> true;
              case Free _, Reserved _, Ipi _ -> false;
            };
    if (!movable) {
      return refuse(EINVAL, describe(port) + " cannot be moved to another vcpu");
    }
    channel.notify = vcpu;
    return 0;
  }

  /** EVTCHNOP_unmask. */
  public long unmask(EvtchnPort port) {
    Channel channel = find(port);
    if (channel == null) {
      return refuse(EINVAL, describe(port) + " does not exist");
    }
    if (channel.isUsable()) {
      abi.ports().unmask(port.raw(), channel.notify);
    }
    return 0;
  }

  /** Which ABI the guest sees its ports by, and what the FIFO one adds. */
  public PortAbi abi() {
    return abi;
  }

  /** EVTCHNOP_reset: closes everything, and goes back to the two-level ABI. */
  public long reset() {
    closeAll();
    return 0;
  }

  /** Closes everything and gives all pages back, for the domain's end. */
  public void closeAll() {
    for (int port = 1; port < channels.size(); port++) {
      if (channels.get(port).isUsable()) {
        close(new EvtchnPort(port));
      }
    }
    abi.reset();
  }

  /** Raises a line of one vCPU; ignored where it is not bound. */
  public void raiseVirq(VcpuId vcpu, VirqLine line) {
    Virq virq = new Virq(line.number);
    int port = virqs.port(owner(virq, vcpu), virq);
    if (port != 0) {
      pend(port, channels.get(port).notify);
    }
  }

  /** Whether the domain has bound the line. */
  public boolean hasVirq(VcpuId vcpu, VirqLine line) {
    Virq virq = new Virq(line.number);
    return virqs.port(owner(virq, vcpu), virq) != 0;
  }

  private static VcpuId owner(Virq virq, VcpuId vcpu) {
    return Virqs.isGlobal(virq) ? new VcpuId(0) : vcpu;
  }

  /** Raises a physical interrupt; ignored where it is not bound. */
  public void raisePirq(Pirq pirq) {
    int port = channels.portOf(pirq);
    if (port != 0) {
      pend(port, channels.get(port).notify);
    }
  }

  /**
   * SCHEDOP_poll, once it is known that no upcall is due.
   *
   * @return 1 if a port is pending, so the vCPU does not sleep; 0 if it is to sleep, to be woken by
   *     {@link UpcallTarget#unblock}; or a negated error
   */
  public long poll(VcpuId vcpu, int[] wanted) {
    for (int port : wanted) {
      Channel channel = find(new EvtchnPort(port));
      if (channel == null || !channel.isUsable()) {
        return refuse(EINVAL, describe(new EvtchnPort(port)) + " is not open");
      }
      if (abi.ports().isPending(port)) {
        return 1;
      }
    }
    pollers.add(vcpu, wanted);
    return 0;
  }

  /**
   * The vCPU sleeps no longer.
   *
   * @return whether it had been polling
   */
  public boolean stopPolling(VcpuId vcpu) {
    return pollers.remove(vcpu);
  }

  /** Whether the port is open and pending. */
  public boolean isPending(EvtchnPort port) {
    Channel channel = find(port);
    return channel != null && channel.isUsable() && abi.ports().isPending(port.raw());
  }

  /** The open ports, a line each, as the debug key 'e' prints them. */
  public List<String> dump() {
    return channels.dump(abi.ports());
  }

  /**
   * Checks the invariants of the package; what is broken, a sentence each. For tests and audits.
   */
  public List<String> audit() {
    return channels.audit(this, host, virqs);
  }

  private void pend(int port, VcpuId notify) {
    Channel channel = channels.get(port);
    if (channel.isUsable() && abi.ports().setPending(port, notify)) {
      if (host.tracesEvents()) {
        boolean masked = abi.ports().isMasked(port);
        host.record(notify, new TraceEvent.EventPending(port, source(channel), !masked));
      }
      pollers.wake(host, port);
    }
  }

  private static String source(Channel channel) {
    return switch (channel.state) {
      case Interdomain(EventChannels remote, EvtchnPort port) -> remote.id() + " " + port;
      case BoundVirq(Virq virq) -> VirqLine.of(virq.raw()).cName();
      case BoundPirq(Pirq pirq) -> pirq.toString();
      case Ipi _ -> "ipi";
      case Unbound _, Free _, Reserved _ -> "nobody";
    };
  }

  private long allocate() {
    long port = nextPort();
    if (port >= 0) {
      channels.take((int) port);
    }
    return port;
  }

  private Channel find(EvtchnPort port) {
    return channels.find(port);
  }

  private String describe(EvtchnPort port) {
    return id() + " " + port + " (" + state(port) + ")";
  }

  private long refuse(XenErrno error, String why) {
    refusal = id() + ": " + why;
    return error.result();
  }
}
