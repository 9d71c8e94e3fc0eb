package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.EvtchnBindInterdomain;
import dev.xenolith.abi.xen.EvtchnBindPirq;
import dev.xenolith.abi.xen.EvtchnBindVirq;
import dev.xenolith.abi.xen.EvtchnClose;
import dev.xenolith.abi.xen.EvtchnSend;
import dev.xenolith.abi.xen.EvtchnState;
import dev.xenolith.abi.xen.EvtchnStatus;
import dev.xenolith.abi.xen.EvtchnUnmask;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VirqLine;

/**
 * This kernel's event channels: two-level delivery through shared_info, a handler per port. A port
 * stays masked until it has a handler.
 */
public final class EventChannels {
  private static final Abi ABI = Abi.PV64;
  private static final int WORDS = 64;
  private static final int WORD_BITS = 64;

  private final Hypercalls hypercalls;
  private final GuestBytes shared;
  private final Runnable[] handlers = new Runnable[WORDS * WORD_BITS];

  EventChannels(Hypercalls hypercalls, GuestBytes sharedInfo) {
    this.hypercalls = hypercalls;
    shared = sharedInfo;
    for (int word = 0; word < WORDS; word++) {
      shared.putU64(SharedInfo.EVTCHN_MASK.at(ABI, word), -1);
    }
  }

  /** Takes a virtual interrupt of vCPU 0. */
  public EvtchnPort bindVirq(VirqLine virq, Runnable handler) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(EvtchnBindVirq.LAYOUT);
      EvtchnBindVirq.VIRQ.put(scope.memory(), at, ABI, virq.number);
      hypercalls.call(EventChannelOp.BIND_VIRQ, at);
      return handle(EvtchnBindVirq.PORT.get(scope.memory(), at, ABI), handler);
    }
  }

  /** Connects to a port that a domain keeps for this one. */
  public EvtchnPort bindInterdomain(DomId remote, EvtchnPort remotePort, Runnable handler)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(EvtchnBindInterdomain.LAYOUT);
      EvtchnBindInterdomain.REMOTE_DOM.put(scope.memory(), at, ABI, remote.raw());
      EvtchnBindInterdomain.REMOTE_PORT.put(scope.memory(), at, ABI, remotePort.raw());
      hypercalls.call(EventChannelOp.BIND_INTERDOMAIN, at);
      return handle(EvtchnBindInterdomain.LOCAL_PORT.get(scope.memory(), at, ABI), handler);
    }
  }

  /**
   * Makes a port in a domain that another may connect to. Only a port of this domain itself can be
   * handled here.
   */
  public EvtchnPort allocUnbound(DomId owner, DomId remote) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(EvtchnAllocUnbound.LAYOUT);
      EvtchnAllocUnbound.DOM.put(scope.memory(), at, ABI, owner.raw());
      EvtchnAllocUnbound.REMOTE_DOM.put(scope.memory(), at, ABI, remote.raw());
      hypercalls.call(EventChannelOp.ALLOC_UNBOUND, at);
      return new EvtchnPort(EvtchnAllocUnbound.PORT.get(scope.memory(), at, ABI));
    }
  }

  /** Takes a physical interrupt of the hardware that is this domain's. */
  public EvtchnPort bindPirq(Pirq pirq, Runnable handler) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(EvtchnBindPirq.LAYOUT);
      EvtchnBindPirq.PIRQ.put(scope.memory(), at, ABI, pirq.raw());
      hypercalls.call(EventChannelOp.BIND_PIRQ, at);
      return handle(EvtchnBindPirq.PORT.get(scope.memory(), at, ABI), handler);
    }
  }

  /** Takes what arrives at a port of this domain that another may connect to. */
  public void handle(EvtchnPort port, Runnable handler) throws HypercallFailedException {
    handle(port.raw(), handler);
  }

  private EvtchnPort handle(int port, Runnable handler) throws HypercallFailedException {
    handlers[port] = handler;
    onPort(EventChannelOp.UNMASK, EvtchnUnmask.LAYOUT, EvtchnUnmask.PORT.at(ABI), port);
    return new EvtchnPort(port);
  }

  /** Signals the other end. An end that is gone meanwhile is no error. */
  public void send(EvtchnPort port) {
    try {
      onPort(EventChannelOp.SEND, EvtchnSend.LAYOUT, EvtchnSend.PORT.at(ABI), port.raw());
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("a bound port cannot be signalled", e);
    }
  }

  /** Whether the other end of a port that was connected is still there. */
  public boolean isConnected(EvtchnPort port) {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(EvtchnStatus.LAYOUT);
      EvtchnStatus.DOM.put(scope.memory(), at, ABI, DomId.SELF.raw());
      EvtchnStatus.PORT.put(scope.memory(), at, ABI, port.raw());
      hypercalls.call(EventChannelOp.STATUS, at);
      int state = EvtchnStatus.STATUS.get(scope.memory(), at, ABI);
      return state == EvtchnState.INTERDOMAIN.number;
    } catch (HypercallFailedException e) {
      throw new IllegalStateException(port + " of this domain cannot be looked at", e);
    }
  }

  /** Closes a port of this domain. */
  public void close(EvtchnPort port) {
    int number = port.raw();
    handlers[number] = null;
    setMask(number);
    try {
      onPort(EventChannelOp.CLOSE, EvtchnClose.LAYOUT, EvtchnClose.PORT.at(ABI), number);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("a bound port cannot be closed", e);
    }
  }

  private void onPort(EventChannelOp op, StructLayout layout, int portAt, int port)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(layout);
      scope.memory().putU32(at + portAt, port);
      hypercalls.call(op, at);
    }
  }

  private void setMask(int port) {
    long at = SharedInfo.EVTCHN_MASK.at(ABI, port / WORD_BITS);
    shared.putU64(at, shared.getU64(at) | 1L << port);
  }

  /** Calls the handlers of all ports that are pending and not masked, until none is. */
  void dispatch() {
    while (VcpuInfo.EVTCHN_UPCALL_PENDING.get(shared, 0, ABI) != 0) {
      VcpuInfo.EVTCHN_UPCALL_PENDING.put(shared, 0, ABI, 0);
      long selector = VcpuInfo.EVTCHN_PENDING_SEL.get(shared, 0, ABI);
      VcpuInfo.EVTCHN_PENDING_SEL.put(shared, 0, ABI, 0);
      while (selector != 0) {
        int word = Long.numberOfTrailingZeros(selector);
        selector &= selector - 1;
        dispatchWord(word);
      }
    }
  }

  private void dispatchWord(int word) {
    long pendingAt = SharedInfo.EVTCHN_PENDING.at(ABI, word);
    long maskAt = SharedInfo.EVTCHN_MASK.at(ABI, word);
    long pending = shared.getU64(pendingAt) & ~shared.getU64(maskAt);
    while (pending != 0) {
      int bit = Long.numberOfTrailingZeros(pending);
      shared.putU64(pendingAt, shared.getU64(pendingAt) & ~(1L << bit));
      Runnable handler = handlers[word * WORD_BITS + bit];
      if (handler != null) {
        handler.run();
      }
      // A handler may have masked, closed or raised ports of the same word.
      pending = shared.getU64(pendingAt) & ~shared.getU64(maskAt);
    }
  }
}
