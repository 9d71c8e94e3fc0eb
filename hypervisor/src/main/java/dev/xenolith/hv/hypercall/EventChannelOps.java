package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EBUSY;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EPERM;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.EvtchnBindInterdomain;
import dev.xenolith.abi.xen.EvtchnBindIpi;
import dev.xenolith.abi.xen.EvtchnBindPirq;
import dev.xenolith.abi.xen.EvtchnBindVcpu;
import dev.xenolith.abi.xen.EvtchnBindVirq;
import dev.xenolith.abi.xen.EvtchnClose;
import dev.xenolith.abi.xen.EvtchnExpandArray;
import dev.xenolith.abi.xen.EvtchnFifoControlBlock;
import dev.xenolith.abi.xen.EvtchnInitControl;
import dev.xenolith.abi.xen.EvtchnReset;
import dev.xenolith.abi.xen.EvtchnSend;
import dev.xenolith.abi.xen.EvtchnSetPriority;
import dev.xenolith.abi.xen.EvtchnState;
import dev.xenolith.abi.xen.EvtchnStatus;
import dev.xenolith.abi.xen.EvtchnUnmask;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.evtchn.ChannelState.BoundPirq;
import dev.xenolith.hv.evtchn.ChannelState.BoundVirq;
import dev.xenolith.hv.evtchn.ChannelState.Free;
import dev.xenolith.hv.evtchn.ChannelState.Interdomain;
import dev.xenolith.hv.evtchn.ChannelState.Ipi;
import dev.xenolith.hv.evtchn.ChannelState.Reserved;
import dev.xenolith.hv.evtchn.ChannelState.Unbound;
import dev.xenolith.hv.evtchn.EventChannels;

/** event_channel_op: the ports of the caller, and for a privileged one of others. */
final class EventChannelOps {
  /** The ABI's flag of bind_pirq (event_channel.h: BIND_PIRQ__WILL_SHARE). */
  private static final int WILL_SHARE = 1;

  private EventChannelOps() {}

  /** event_channel_op(cmd, arg). */
  static long call(HypercallContext c) {
    return dispatch(c, c.argU32(0), c.arg(1));
  }

  /** event_channel_op_compat(op): the command stands before the structure (struct evtchn_op). */
  static long callCompat(HypercallContext c) {
    int command = c.copyIn(c.arg(0), Integer.BYTES).getU32(0);
    return Integer.compareUnsigned(command, EventChannelOp.UNMASK.number) <= 0
        ? dispatch(c, command, c.arg(0) + Integer.BYTES)
        : ENOSYS.result();
  }

  private static long dispatch(HypercallContext c, int command, long at) {
    EventChannelOp op = EventChannelOp.of(command);
    if (op == null) {
      return ENOSYS.result();
    }
    return switch (op) {
      case BIND_INTERDOMAIN -> bindInterdomain(c, at);
      case BIND_VIRQ -> bindVirq(c, at);
      case BIND_PIRQ -> bindPirq(c, at);
      case BIND_IPI -> bindIpi(c, at);
      case ALLOC_UNBOUND -> allocUnbound(c, at);
      case STATUS -> status(c, at);
      case CLOSE -> close(c, at);
      case SEND -> send(c, at);
      case BIND_VCPU -> bindVcpu(c, at);
      case UNMASK -> unmask(c, at);
      case RESET -> reset(c, at);
      case RESET_CONT -> {
        resettable(c, at);
        // A reset is done in one go, so none waits to be continued.
        yield EBUSY.result();
      }
      case INIT_CONTROL -> initControl(c, at);
      case EXPAND_ARRAY -> expandArray(c, at);
      case SET_PRIORITY -> setPriority(c, at);
    };
  }

  private static long allocUnbound(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnAllocUnbound.LAYOUT);
    Domain domain = c.domainById(EvtchnAllocUnbound.DOM.get(arg, 0, c.abi()));
    EventChannels channels = domain.events();
    checked(channels, channels.nextPort());
    requireControl(c, domain);
    int remote = EvtchnAllocUnbound.REMOTE_DOM.get(arg, 0, c.abi());
    DomId remoteId = remote == DomId.SELF.raw() ? c.domain().id() : new DomId(remote);
    long port = checked(channels, channels.allocUnbound(remoteId));
    return answer(c, at, arg, EvtchnAllocUnbound.PORT, port);
  }

  private static long bindInterdomain(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnBindInterdomain.LAYOUT);
    Domain remote = c.domainById(EvtchnBindInterdomain.REMOTE_DOM.get(arg, 0, c.abi()));
    EvtchnPort remotePort = new EvtchnPort(EvtchnBindInterdomain.REMOTE_PORT.get(arg, 0, c.abi()));
    EventChannels channels = c.domain().events();
    long port = checked(channels, channels.bindInterdomain(remote.events(), remotePort));
    return answer(c, at, arg, EvtchnBindInterdomain.LOCAL_PORT, port);
  }

  private static long bindVirq(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnBindVirq.LAYOUT);
    VcpuId vcpu = new VcpuId(EvtchnBindVirq.VCPU.get(arg, 0, c.abi()));
    EventChannels channels = c.domain().events();
    Virq virq = new Virq(EvtchnBindVirq.VIRQ.get(arg, 0, c.abi()));
    return answer(
        c, at, arg, EvtchnBindVirq.PORT, checked(channels, channels.bindVirq(virq, vcpu)));
  }

  private static long bindPirq(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnBindPirq.LAYOUT);
    Pirq pirq = new Pirq(EvtchnBindPirq.PIRQ.get(arg, 0, c.abi()));
    boolean share = (EvtchnBindPirq.FLAGS.get(arg, 0, c.abi()) & WILL_SHARE) != 0;
    EventChannels channels = c.domain().events();
    return answer(
        c, at, arg, EvtchnBindPirq.PORT, checked(channels, channels.bindPirq(pirq, share)));
  }

  private static long bindIpi(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnBindIpi.LAYOUT);
    VcpuId vcpu = new VcpuId(EvtchnBindIpi.VCPU.get(arg, 0, c.abi()));
    EventChannels channels = c.domain().events();
    return answer(c, at, arg, EvtchnBindIpi.PORT, checked(channels, channels.bindIpi(vcpu)));
  }

  private static long close(HypercallContext c, long at) {
    EventChannels channels = c.domain().events();
    return checked(channels, channels.close(port(c, at, EvtchnClose.PORT)));
  }

  private static long send(HypercallContext c, long at) {
    EventChannels channels = c.domain().events();
    return checked(channels, channels.send(port(c, at, EvtchnSend.PORT)));
  }

  private static long unmask(HypercallContext c, long at) {
    EventChannels channels = c.domain().events();
    return checked(channels, channels.unmask(port(c, at, EvtchnUnmask.PORT)));
  }

  /** The argument of the operations that have but a port, which is 4 bytes in both widths. */
  private static EvtchnPort port(HypercallContext c, long at, Field.U32 field) {
    ByteArrayBytes arg = c.copyIn(at, field.size(c.abi()));
    return new EvtchnPort(field.get(arg, 0, c.abi()));
  }

  private static long bindVcpu(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnBindVcpu.LAYOUT);
    EvtchnPort port = new EvtchnPort(EvtchnBindVcpu.PORT.get(arg, 0, c.abi()));
    VcpuId vcpu = new VcpuId(EvtchnBindVcpu.VCPU.get(arg, 0, c.abi()));
    EventChannels channels = c.domain().events();
    return checked(channels, channels.bindVcpu(port, vcpu));
  }

  private static long initControl(HypercallContext c, long at) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(at, EvtchnInitControl.LAYOUT);
    EventChannels channels = c.domain().events();
    checked(
        channels,
        channels
            .abi()
            .initControl(
                new VcpuId(EvtchnInitControl.VCPU.get(arg, 0, abi)),
                EvtchnInitControl.CONTROL_GFN.get(arg, 0, abi),
                EvtchnInitControl.OFFSET.get(arg, 0, abi)));
    EvtchnInitControl.LINK_BITS.put(arg, 0, abi, EvtchnFifoControlBlock.EVTCHN_FIFO_LINK_BITS);
    c.copyOut(at, arg);
    return 0;
  }

  private static long expandArray(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnExpandArray.LAYOUT);
    EventChannels channels = c.domain().events();
    return checked(
        channels, channels.abi().expandArray(EvtchnExpandArray.ARRAY_GFN.get(arg, 0, c.abi())));
  }

  private static long setPriority(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnSetPriority.LAYOUT);
    EvtchnPort port = new EvtchnPort(EvtchnSetPriority.PORT.get(arg, 0, c.abi()));
    EventChannels channels = c.domain().events();
    return checked(
        channels,
        channels.abi().setPriority(port, EvtchnSetPriority.PRIORITY.get(arg, 0, c.abi())));
  }

  private static long reset(HypercallContext c, long at) {
    return resettable(c, at).events().reset();
  }

  private static Domain resettable(HypercallContext c, long at) {
    ByteArrayBytes arg = c.copyIn(at, EvtchnReset.LAYOUT);
    Domain domain = c.domainById(EvtchnReset.DOM.get(arg, 0, c.abi()));
    requireControl(c, domain);
    if (domain != c.domain() && !domain.isPaused()) {
      throw HypercallException.of(EINVAL, domain + " is not paused");
    }
    return domain;
  }

  private static long status(HypercallContext c, long at) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(at, EvtchnStatus.LAYOUT);
    Domain domain = c.domainById(EvtchnStatus.DOM.get(arg, 0, abi));
    EventChannels channels = domain.events();
    EvtchnPort port = new EvtchnPort(EvtchnStatus.PORT.get(arg, 0, abi));
    if (channels.state(port) == null) {
      throw HypercallException.of(EINVAL, domain + " has no " + port);
    }
    requireControl(c, domain);
    EvtchnState state =
        switch (channels.state(port)) {
          case Free _, Reserved _ -> EvtchnState.CLOSED;
          case Unbound(DomId remote) -> {
            EvtchnStatus.UNBOUND_DOM.put(arg, 0, abi, remote.raw());
            yield EvtchnState.UNBOUND;
          }
          case Interdomain(EventChannels remote, EvtchnPort remotePort) -> {
            EvtchnStatus.INTERDOMAIN_DOM.put(arg, 0, abi, remote.id().raw());
            EvtchnStatus.INTERDOMAIN_PORT.put(arg, 0, abi, remotePort.raw());
            yield EvtchnState.INTERDOMAIN;
          }
          case BoundPirq(Pirq pirq) -> {
            EvtchnStatus.PIRQ.put(arg, 0, abi, pirq.raw());
            yield EvtchnState.PIRQ;
          }
          case BoundVirq(Virq virq) -> {
            EvtchnStatus.VIRQ.put(arg, 0, abi, virq.raw());
            yield EvtchnState.VIRQ;
          }
          case Ipi _ -> EvtchnState.IPI;
        };
    EvtchnStatus.STATUS.put(arg, 0, abi, state.number);
    EvtchnStatus.VCPU.put(arg, 0, abi, channels.notified(port).raw());
    c.copyOut(at, arg);
    return 0;
  }

  private static void requireControl(HypercallContext c, Domain domain) {
    if (domain != c.domain() && !c.domain().isPrivileged()) {
      throw HypercallException.of(EPERM, c.domain() + " does not control " + domain);
    }
  }

  private static long answer(
      HypercallContext c, long at, ByteArrayBytes arg, Field.U32 field, long port) {
    field.put(arg, 0, c.abi(), (int) port);
    c.copyOut(at, arg);
    return 0;
  }

  private static long checked(EventChannels channels, long result) {
    if (result < 0) {
      throw HypercallException.of(XenErrno.ofResult(result), channels.refusal());
    }
    return result;
  }
}
