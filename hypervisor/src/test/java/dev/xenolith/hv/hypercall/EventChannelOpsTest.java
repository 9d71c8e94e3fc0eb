package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.EVENT_CHANNEL_OP;
import static dev.xenolith.abi.call.Hypercall.EVENT_CHANNEL_OP_COMPAT;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.EvtchnBindInterdomain;
import dev.xenolith.abi.xen.EvtchnBindIpi;
import dev.xenolith.abi.xen.EvtchnBindPirq;
import dev.xenolith.abi.xen.EvtchnBindVcpu;
import dev.xenolith.abi.xen.EvtchnBindVirq;
import dev.xenolith.abi.xen.EvtchnClose;
import dev.xenolith.abi.xen.EvtchnExpandArray;
import dev.xenolith.abi.xen.EvtchnInitControl;
import dev.xenolith.abi.xen.EvtchnReset;
import dev.xenolith.abi.xen.EvtchnSend;
import dev.xenolith.abi.xen.EvtchnSetPriority;
import dev.xenolith.abi.xen.EvtchnState;
import dev.xenolith.abi.xen.EvtchnStatus;
import dev.xenolith.abi.xen.EvtchnUnmask;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventChannelOpsTest {
  private final Hypervisor machine = TestDomain.machine();
  private final Caller a = Caller.on(machine);
  private final Caller b = Caller.on(machine);

  @AfterEach
  void close() {
    machine.close();
  }

  private static long op(Caller c, EventChannelOp op) {
    return c.call(EVENT_CHANNEL_OP, op.number, ARG);
  }

  private static void refused(Caller c, XenErrno error, EventChannelOp op) {
    c.assertRefused(error, EVENT_CHANNEL_OP, op.number, ARG);
  }

  private static long alloc(Caller c, int domain, int remote) {
    c.arg(EvtchnAllocUnbound.LAYOUT)
        .put(EvtchnAllocUnbound.DOM, domain)
        .put(EvtchnAllocUnbound.REMOTE_DOM, remote);
    long result = op(c, EventChannelOp.ALLOC_UNBOUND);
    return result == 0 ? c.get(EvtchnAllocUnbound.PORT) : result;
  }

  @Test
  void allocUnboundOfSelfAnswersTheFirstPort() {
    assertEquals(1, alloc(a, DomId.SELF.raw(), b.id().raw()));
    assertEquals(2, alloc(a, a.id().raw(), DomId.SELF.raw()));
  }

  @Test
  void allocUnboundOfAnUnknownDomainFailsWithEsrch() {
    assertEquals(XenErrno.ESRCH.result(), alloc(a, 77, b.id().raw()));
  }

  @Test
  void allocUnboundOfAnotherDomainNeedsPrivilege() {
    assertEquals(XenErrno.EPERM.result(), alloc(a, b.id().raw(), a.id().raw()));
    Caller dom0 = Caller.privileged(machine);
    assertEquals(1, alloc(dom0, b.id().raw(), dom0.id().raw()));
  }

  @Test
  void boundPortsCarryEventsBothWays() {
    alloc(b, DomId.SELF.raw(), a.id().raw());
    a.arg(EvtchnBindInterdomain.LAYOUT)
        .put(EvtchnBindInterdomain.REMOTE_DOM, b.id().raw())
        .put(EvtchnBindInterdomain.REMOTE_PORT, 1);
    assertEquals(0, op(a, EventChannelOp.BIND_INTERDOMAIN));
    long port = a.get(EvtchnBindInterdomain.LOCAL_PORT);
    a.arg(EvtchnSend.LAYOUT).put(EvtchnSend.PORT, port);
    assertEquals(0, op(a, EventChannelOp.SEND));
    assertTrue(b.domain().events().isPending(new EvtchnPort(1)));
    assertEquals(1, b.vcpu().upcallPending());
  }

  @Test
  void bindInterdomainWithAnUnknownDomainFailsWithEsrch() {
    a.arg(EvtchnBindInterdomain.LAYOUT).put(EvtchnBindInterdomain.REMOTE_DOM, 77);
    refused(a, XenErrno.ESRCH, EventChannelOp.BIND_INTERDOMAIN);
  }

  @Test
  void bindInterdomainToAPortThatDoesNotWaitFailsWithEinvalAndSaysWhy() {
    a.arg(EvtchnBindInterdomain.LAYOUT)
        .put(EvtchnBindInterdomain.REMOTE_DOM, b.id().raw())
        .put(EvtchnBindInterdomain.REMOTE_PORT, 3);
    refused(a, XenErrno.EINVAL, EventChannelOp.BIND_INTERDOMAIN);
    assertTrue(a.test.log().contains("port 3 (Free[]) is not waiting to be bound"), a.test.log());
  }

  @Test
  void bindVirqAnswersAPortOnce() {
    a.arg(EvtchnBindVirq.LAYOUT);
    assertEquals(0, op(a, EventChannelOp.BIND_VIRQ));
    assertEquals(1, a.get(EvtchnBindVirq.PORT));
    refused(a, XenErrno.EEXIST, EventChannelOp.BIND_VIRQ);
  }

  @Test
  void bindVirqBeyondTheLastLineFailsWithEinval() {
    a.arg(EvtchnBindVirq.LAYOUT).put(EvtchnBindVirq.VIRQ, 24);
    refused(a, XenErrno.EINVAL, EventChannelOp.BIND_VIRQ);
  }

  @Test
  void bindIpiForAnAbsentVcpuFailsWithEnoent() {
    a.arg(EvtchnBindIpi.LAYOUT).put(EvtchnBindIpi.VCPU, 1);
    refused(a, XenErrno.ENOENT, EventChannelOp.BIND_IPI);
  }

  @Test
  void bindPirqOfAnOrdinaryDomainFailsWithEperm() {
    a.arg(EvtchnBindPirq.LAYOUT).put(EvtchnBindPirq.PIRQ, 3);
    refused(a, XenErrno.EPERM, EventChannelOp.BIND_PIRQ);
  }

  @Test
  void bindVcpuMovesAPort() {
    Caller smp = Caller.withVcpus(machine, 2);
    alloc(smp, DomId.SELF.raw(), a.id().raw());
    smp.arg(EvtchnBindVcpu.LAYOUT).put(EvtchnBindVcpu.PORT, 1).put(EvtchnBindVcpu.VCPU, 1);
    assertEquals(0, op(smp, EventChannelOp.BIND_VCPU));
    assertEquals(1, smp.domain().events().notified(new EvtchnPort(1)).raw());
  }

  @Test
  void closeOfAClosedPortFailsWithEinval() {
    a.arg(EvtchnClose.LAYOUT).put(EvtchnClose.PORT, 5);
    refused(a, XenErrno.EINVAL, EventChannelOp.CLOSE);
  }

  @Test
  void closeGivesThePortBack() {
    alloc(a, DomId.SELF.raw(), b.id().raw());
    a.arg(EvtchnClose.LAYOUT).put(EvtchnClose.PORT, 1);
    assertEquals(0, op(a, EventChannelOp.CLOSE));
    assertEquals(1, alloc(a, DomId.SELF.raw(), b.id().raw()));
  }

  @Test
  void unmaskOfAnUnknownPortFailsWithEinval() {
    a.arg(EvtchnUnmask.LAYOUT).put(EvtchnUnmask.PORT, 4000);
    refused(a, XenErrno.EINVAL, EventChannelOp.UNMASK);
  }

  @Test
  void statusTellsWhatAPortIsBoundTo() {
    alloc(a, DomId.SELF.raw(), b.id().raw());
    a.arg(EvtchnStatus.LAYOUT).put(EvtchnStatus.DOM, DomId.SELF.raw()).put(EvtchnStatus.PORT, 1);
    assertEquals(0, op(a, EventChannelOp.STATUS));
    assertEquals(EvtchnState.UNBOUND.number, a.get(EvtchnStatus.STATUS));
    assertEquals(b.id().raw(), a.get(EvtchnStatus.UNBOUND_DOM));
  }

  @Test
  void statusOfAFreePortIsClosed() {
    a.arg(EvtchnStatus.LAYOUT).put(EvtchnStatus.DOM, DomId.SELF.raw()).put(EvtchnStatus.PORT, 60);
    assertEquals(0, op(a, EventChannelOp.STATUS));
    assertEquals(EvtchnState.CLOSED.number, a.get(EvtchnStatus.STATUS));
  }

  @Test
  void statusOfAPortBeyondTheTableFailsWithEinval() {
    a.arg(EvtchnStatus.LAYOUT).put(EvtchnStatus.DOM, DomId.SELF.raw()).put(EvtchnStatus.PORT, 64);
    refused(a, XenErrno.EINVAL, EventChannelOp.STATUS);
  }

  @Test
  void statusOfAnotherDomainNeedsPrivilege() {
    a.arg(EvtchnStatus.LAYOUT).put(EvtchnStatus.DOM, b.id().raw()).put(EvtchnStatus.PORT, 1);
    refused(a, XenErrno.EPERM, EventChannelOp.STATUS);
  }

  @Test
  void resetClosesAllPorts() {
    alloc(a, DomId.SELF.raw(), b.id().raw());
    a.arg(EvtchnReset.LAYOUT).put(EvtchnReset.DOM, DomId.SELF.raw());
    assertEquals(0, op(a, EventChannelOp.RESET));
    assertEquals(1, alloc(a, DomId.SELF.raw(), b.id().raw()));
  }

  @Test
  void resetOfARunningDomainByAnotherFailsWithEinval() {
    Caller dom0 = Caller.privileged(machine);
    dom0.arg(EvtchnReset.LAYOUT).put(EvtchnReset.DOM, a.id().raw());
    refused(dom0, XenErrno.EINVAL, EventChannelOp.RESET);
    a.domain().pause();
    assertEquals(0, op(dom0, EventChannelOp.RESET));
  }

  @Test
  void unreadableArgumentFailsWithEfault() {
    for (EventChannelOp op : EventChannelOp.values()) {
      if (op != EventChannelOp.RESET_CONT) {
        a.assertRefused(XenErrno.EFAULT, EVENT_CHANNEL_OP, op.number, 0x10);
        a.assertRefused(XenErrno.EFAULT, EVENT_CHANNEL_OP, op.number, 0xF5800000L);
      }
    }
  }

  @Test
  void oldFormHasTheCommandBeforeTheStructure() {
    a.pokeU32(ARG, EventChannelOp.BIND_VIRQ.number).poke(ARG + 4, new byte[12]);
    assertEquals(0, a.call(EVENT_CHANNEL_OP_COMPAT, ARG));
    assertEquals(1, a.peekU32(ARG + 4 + EvtchnBindVirq.PORT.at(Abi.PV32)));
    a.pokeU32(ARG, EventChannelOp.RESET.number);
    a.assertRefused(XenErrno.ENOSYS, EVENT_CHANNEL_OP_COMPAT, ARG);
    a.assertRefused(XenErrno.EFAULT, EVENT_CHANNEL_OP_COMPAT, 0x10);
  }

  private static final long PAGE = TestDomain.DATA + 0x8000;
  private static final int WRITABLE_OF_A_MAPPED_PAGE = 1;

  private static long initControl(Caller c, long gfn, long offset) {
    c.arg(EvtchnInitControl.LAYOUT)
        .put(EvtchnInitControl.CONTROL_GFN, gfn)
        .put(EvtchnInitControl.OFFSET, offset);
    return op(c, EventChannelOp.INIT_CONTROL);
  }

  private static long expandArray(Caller c, long gfn) {
    c.arg(EvtchnExpandArray.LAYOUT).put(EvtchnExpandArray.ARRAY_GFN, gfn);
    return op(c, EventChannelOp.EXPAND_ARRAY);
  }

  private long typeCount(long linear) {
    return machine.xen().paging().frames().typeCount(a.test.mfnOf(linear));
  }

  @Test
  void initControlAnswersTheWidthOfALink() {
    assertEquals(0, initControl(a, a.test.mfnOf(PAGE), 0));
    assertEquals(17, a.get(EvtchnInitControl.LINK_BITS));
  }

  @Test
  void initControlOfAVcpuThatIsNotThereFailsWithEnoent() {
    a.arg(EvtchnInitControl.LAYOUT)
        .put(EvtchnInitControl.CONTROL_GFN, a.test.mfnOf(PAGE))
        .put(EvtchnInitControl.VCPU, 1);
    refused(a, XenErrno.ENOENT, EventChannelOp.INIT_CONTROL);
  }

  @Test
  void controlBlockMustBeInAnOwnWritablePage() {
    assertEquals(XenErrno.EINVAL.result(), initControl(a, -2, 0));
    assertEquals(XenErrno.EINVAL.result(), initControl(a, b.test.mfnOf(PAGE), 0));
    assertEquals(XenErrno.EINVAL.result(), initControl(a, a.test.mfnOf(TestDomain.L1), 0));
  }

  @Test
  void expandArrayAfterAFailedInitControlFailsWithEopnotsupp() {
    assertEquals(XenErrno.EINVAL.result(), initControl(a, -2, 0));
    assertEquals(XenErrno.EOPNOTSUPP.result(), expandArray(a, a.test.mfnOf(PAGE)));
    assertEquals(WRITABLE_OF_A_MAPPED_PAGE, typeCount(PAGE));
  }

  @Test
  void queuedEventIsInThePagesOfTheGuest() {
    assertEquals(0, initControl(a, a.test.mfnOf(PAGE), 0x100));
    assertEquals(0, expandArray(a, a.test.mfnOf(PAGE + 0x1000)));
    a.arg(EvtchnBindIpi.LAYOUT);
    assertEquals(0, op(a, EventChannelOp.BIND_IPI));
    a.arg(EvtchnSetPriority.LAYOUT)
        .put(EvtchnSetPriority.PORT, 1)
        .put(EvtchnSetPriority.PRIORITY, 0);
    assertEquals(0, op(a, EventChannelOp.SET_PRIORITY));
    a.arg(EvtchnSend.LAYOUT).put(EvtchnSend.PORT, 1);
    assertEquals(0, op(a, EventChannelOp.SEND));
    assertEquals(1, a.peekU32(PAGE + 0x100), "priority 0 is ready");
    assertEquals(1, a.peekU32(PAGE + 0x108), "port 1 is its head");
    assertEquals(0xA0000000, a.peekU32(PAGE + 0x1004), "pending and linked");
  }

  @Test
  void pagesOfTheQueuesAreHeldUntilReset() {
    assertEquals(0, initControl(a, a.test.mfnOf(PAGE), 0));
    assertEquals(0, expandArray(a, a.test.mfnOf(PAGE)));
    assertEquals(WRITABLE_OF_A_MAPPED_PAGE + 2, typeCount(PAGE));
    a.arg(EvtchnReset.LAYOUT).put(EvtchnReset.DOM, DomId.SELF.raw());
    assertEquals(0, op(a, EventChannelOp.RESET));
    assertEquals(WRITABLE_OF_A_MAPPED_PAGE, typeCount(PAGE));
  }

  @Test
  void domainWithQueuesIsDestroyedWhole() {
    assertEquals(0, initControl(a, a.test.mfnOf(PAGE), 0));
    assertEquals(0, expandArray(a, a.test.mfnOf(PAGE + 0x1000)));
    a.domain().destroy();
    assertTrue(a.domain().isDead());
    assertEquals(0, typeCount(PAGE));
  }

  @Test
  void commandBeyondTheLastFailsWithEnosys() {
    a.assertRefused(XenErrno.ENOSYS, EVENT_CHANNEL_OP, 15, ARG);
  }
}
