package dev.xenolith.hv.evtchn;

import static dev.xenolith.abi.call.XenErrno.EEXIST;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOENT;
import static dev.xenolith.abi.call.XenErrno.ENOSPC;
import static dev.xenolith.abi.call.XenErrno.EPERM;
import static dev.xenolith.hv.evtchn.TestDomain.V0;
import static dev.xenolith.hv.evtchn.TestDomain.V1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.VirqLine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventChannelsTest {
  private final TestDomain a = new TestDomain(1, Abi.PV32, 2);
  private final TestDomain b = new TestDomain(2, Abi.PV64, 1);

  @AfterEach
  void invariantsHold() {
    assertEquals(List.of(), a.channels.audit());
    assertEquals(List.of(), b.channels.audit());
  }

  private static void assertRefused(XenErrno expected, long result) {
    assertEquals(expected.result(), result);
  }

  private static Virq virq(long raw) {
    return new Virq((int) raw);
  }

  private static EvtchnPort port(long raw) {
    return new EvtchnPort((int) raw);
  }

  @Test
  void portsAreTheLowestFreeOnes() {
    assertEquals(1, a.channels.allocUnbound(b.id()));
    assertEquals(2, a.channels.bindIpi(V0));
    a.channels.close(port(1));
    assertEquals(1, a.channels.bindVirq(virq(VirqLine.TIMER.number), V0));
    assertEquals(3, a.channels.allocUnbound(b.id()));
  }

  @Test
  void dyingDomainGetsNoPort() {
    a.dying = true;
    assertRefused(EINVAL, a.channels.allocUnbound(b.id()));
  }

  @Test
  void pv32DomainHas1023Ports() {
    for (int i = 1; i < 1024; i++) {
      assertEquals(i, a.channels.bindIpi(V0));
    }
    assertRefused(ENOSPC, a.channels.bindIpi(V0));
  }

  @Test
  void pv64DomainHas4095Ports() {
    for (int i = 1; i < 4096; i++) {
      assertEquals(i, b.channels.bindIpi(V0));
    }
    assertRefused(ENOSPC, b.channels.bindIpi(V0));
  }

  @Test
  void configuredLimitIsTheHighestPort() {
    TestDomain few = new TestDomain(3, Abi.PV64, 1, 2, PirqLines.none(0));
    assertEquals(1, few.channels.bindIpi(V0));
    assertEquals(2, few.channels.bindIpi(V0));
    assertRefused(ENOSPC, few.channels.bindIpi(V0));
  }

  @Test
  void bindingInterdomainConnectsBothEnds() {
    EvtchnPort there = b.unboundFor(a);
    EvtchnPort here = port(a.channels.bindInterdomain(b.channels, there));
    assertEquals(new ChannelState.Interdomain(b.channels, there), a.channels.state(here));
    assertEquals(new ChannelState.Interdomain(a.channels, here), b.channels.state(there));
  }

  @Test
  void bindingInterdomainLeavesTheLocalPortPending() {
    EvtchnPort here = a.connect(b);
    assertTrue(a.channels.isPending(here));
    assertEquals(1, a.kicks[0]);
    assertEquals(0, b.kicks[0]);
  }

  @Test
  void bindingInterdomainToPortForAnotherDomainFailsWithEinval() {
    TestDomain c = new TestDomain(3, Abi.PV64, 1);
    EvtchnPort there = b.unboundFor(c);
    assertRefused(EINVAL, a.channels.bindInterdomain(b.channels, there));
    assertTrue(a.channels.refusal().contains("waits for d3"));
  }

  @Test
  void bindingInterdomainToBoundPortFailsWithEinval() {
    EvtchnPort here = a.connect(b);
    EvtchnPort there = ((ChannelState.Interdomain) a.channels.state(here)).remotePort();
    assertRefused(EINVAL, a.channels.bindInterdomain(b.channels, there));
  }

  @Test
  void bindingInterdomainToUnknownPortFailsWithEinval() {
    assertRefused(EINVAL, a.channels.bindInterdomain(b.channels, port(100_000)));
    assertRefused(EINVAL, a.channels.bindInterdomain(b.channels, port(-1)));
  }

  @Test
  void failedBindTakesNoPort() {
    a.channels.bindInterdomain(b.channels, port(5));
    assertEquals(1, a.channels.bindIpi(V0));
  }

  @Test
  void domainCanBindToItself() {
    EvtchnPort here = a.connect(a);
    assertEquals(port(2), here);
    assertEquals(0, a.channels.close(here));
    assertEquals(new ChannelState.Unbound(a.id()), a.channels.state(port(1)));
  }

  @Test
  void sendMakesTheRemotePortPending() {
    EvtchnPort here = a.connect(b);
    assertEquals(0, a.channels.send(here));
    assertTrue(b.channels.isPending(port(1)));
    assertTrue(b.upcallPending(V0));
    assertEquals(1, b.selector(V0));
    assertEquals(1, b.kicks[0]);
  }

  @Test
  void secondSendDoesNotKickAgain() {
    EvtchnPort here = a.connect(b);
    a.channels.send(here);
    a.channels.send(here);
    assertEquals(1, b.kicks[0]);
  }

  @Test
  void sendToMaskedPortIsPendingWithoutUpcall() {
    EvtchnPort here = a.connect(b);
    b.mask(port(1));
    a.channels.send(here);
    assertTrue(b.channels.isPending(port(1)));
    assertFalse(b.upcallPending(V0));
  }

  @Test
  void unmaskDeliversWhatWasWaiting() {
    EvtchnPort here = a.connect(b);
    b.mask(port(1));
    a.channels.send(here);
    assertEquals(0, b.channels.unmask(port(1)));
    assertTrue(b.upcallPending(V0));
    assertEquals(1, b.kicks[0]);
  }

  @Test
  void unmaskOfPortBeyondTheTableFailsWithEinval() {
    assertRefused(EINVAL, a.channels.unmask(port(64)));
  }

  @Test
  void selectorOfPv32GuestHasABitPer32Ports() {
    for (int i = 1; i <= 40; i++) {
      a.channels.bindIpi(V0);
    }
    a.channels.send(port(40));
    assertEquals(2, a.selector(V0));
  }

  @Test
  void sendToUnboundPortIsDropped() {
    assertEquals(0, a.channels.send(a.unboundFor(b)));
    assertEquals(0, a.kicks[0]);
  }

  @Test
  void sendOnClosedPortFailsWithEinval() {
    assertRefused(EINVAL, a.channels.send(port(0)));
    assertRefused(EINVAL, a.channels.send(port(1)));
    assertRefused(EINVAL, a.channels.send(port(4096)));
  }

  @Test
  void sendOnVirqPortFailsWithEinval() {
    EvtchnPort virq = port(a.channels.bindVirq(virq(VirqLine.TIMER.number), V0));
    assertRefused(EINVAL, a.channels.send(virq));
  }

  @Test
  void ipiRaisesItsOwnVcpu() {
    EvtchnPort ipi = port(a.channels.bindIpi(V1));
    a.channels.send(ipi);
    assertTrue(a.upcallPending(V1));
    assertFalse(a.upcallPending(V0));
  }

  @Test
  void ipiForAbsentVcpuFailsWithEnoent() {
    assertRefused(ENOENT, a.channels.bindIpi(new VcpuId(2)));
  }

  @Test
  void ipiCannotMoveToAnotherVcpu() {
    EvtchnPort ipi = port(a.channels.bindIpi(V0));
    assertRefused(EINVAL, a.channels.bindVcpu(ipi, V1));
  }

  @Test
  void interdomainPortMovesToAnotherVcpu() {
    EvtchnPort here = a.connect(b);
    a.handleUpcall(V0);
    assertEquals(0, a.channels.bindVcpu(here, V1));
    b.channels.send(port(1));
    assertTrue(a.upcallPending(V1));
  }

  @Test
  void bindVcpuToAbsentVcpuFailsWithEnoent() {
    EvtchnPort here = a.connect(b);
    assertRefused(ENOENT, a.channels.bindVcpu(here, new VcpuId(7)));
  }

  @Test
  void vcpuVirqCannotMove() {
    EvtchnPort timer = port(a.channels.bindVirq(virq(VirqLine.TIMER.number), V0));
    assertRefused(EINVAL, a.channels.bindVcpu(timer, V1));
  }

  @Test
  void globalVirqMovesAndKeepsItsLine() {
    EvtchnPort exc = port(a.channels.bindVirq(virq(VirqLine.DOM_EXC.number), V0));
    assertEquals(0, a.channels.bindVcpu(exc, V1));
    a.channels.raiseVirq(V0, VirqLine.DOM_EXC);
    assertTrue(a.upcallPending(V1));
    assertEquals(0, a.channels.close(exc));
    assertFalse(a.channels.hasVirq(V0, VirqLine.DOM_EXC));
  }

  @Test
  void globalVirqIsBoundOnVcpu0Only() {
    assertRefused(EINVAL, a.channels.bindVirq(virq(VirqLine.DOM_EXC.number), V1));
  }

  @Test
  void virqBeyondTheLastFailsWithEinval() {
    assertRefused(EINVAL, a.channels.bindVirq(virq(24), V0));
    assertRefused(EINVAL, a.channels.bindVirq(virq(0xFFFFFFFFL), V0));
  }

  @Test
  void virqForAbsentVcpuFailsWithEnoent() {
    assertRefused(ENOENT, a.channels.bindVirq(virq(VirqLine.TIMER.number), new VcpuId(2)));
  }

  @Test
  void bindingVirqTwiceFailsWithEexist() {
    a.channels.bindVirq(virq(VirqLine.TIMER.number), V0);
    assertRefused(EEXIST, a.channels.bindVirq(virq(VirqLine.TIMER.number), V0));
    assertEquals(2, a.channels.bindVirq(virq(VirqLine.TIMER.number), V1));
  }

  @Test
  void closedVirqCanBeBoundAgain() {
    EvtchnPort timer = port(a.channels.bindVirq(virq(VirqLine.TIMER.number), V1));
    a.channels.close(timer);
    assertEquals(1, a.channels.bindVirq(virq(VirqLine.TIMER.number), V1));
  }

  @Test
  void unboundVirqIsIgnored() {
    a.channels.raiseVirq(V0, VirqLine.TIMER);
    assertFalse(a.upcallPending(V0));
  }

  @Test
  void closingOneEndLeavesTheOtherWaiting() {
    EvtchnPort here = a.connect(b);
    assertEquals(0, a.channels.close(here));
    assertEquals(new ChannelState.Unbound(a.id()), b.channels.state(port(1)));
    assertInstanceOf(ChannelState.Free.class, a.channels.state(here));
  }

  @Test
  void closingForgetsAPendingEvent() {
    EvtchnPort ipi = port(a.channels.bindIpi(V0));
    a.channels.send(ipi);
    a.channels.close(ipi);
    a.channels.bindIpi(V0);
    assertFalse(a.channels.isPending(ipi));
  }

  @Test
  void closingReservedOrFreePortFailsWithEinval() {
    assertRefused(EINVAL, a.channels.close(port(0)));
    assertRefused(EINVAL, a.channels.close(port(9)));
    assertRefused(EINVAL, a.channels.close(port(-5)));
  }

  @Test
  void resetClosesEverything() {
    a.connect(b);
    a.channels.bindIpi(V1);
    a.channels.bindVirq(virq(VirqLine.TIMER.number), V0);
    assertEquals(0, a.channels.reset());
    assertEquals(List.of(), a.channels.dump());
    assertEquals(new ChannelState.Unbound(a.id()), b.channels.state(port(1)));
  }

  @Test
  void portsBeyondTheTableHaveNoState() {
    assertInstanceOf(ChannelState.Free.class, a.channels.state(port(63)));
    assertNull(a.channels.state(port(64)));
  }

  @Test
  void pirqWithoutPermissionFailsWithEperm() {
    assertRefused(EPERM, a.channels.bindPirq(new Pirq(3), false));
    assertRefused(EINVAL, a.channels.bindPirq(new Pirq(56), false));
    assertRefused(EINVAL, a.channels.bindPirq(new Pirq(-1), false));
  }

  @Test
  void pollSleepsUntilItsPortIsPending() {
    EvtchnPort ipi = port(a.channels.bindIpi(V1));
    a.mask(ipi);
    assertEquals(0, a.channels.poll(V0, new int[] {ipi.raw()}));
    a.channels.send(ipi);
    assertEquals(1, a.unblocks[0]);
    assertFalse(a.channels.stopPolling(V0));
  }

  @Test
  void pollOfPendingPortDoesNotSleep() {
    EvtchnPort ipi = port(a.channels.bindIpi(V1));
    a.channels.send(ipi);
    assertEquals(1, a.channels.poll(V0, new int[] {ipi.raw()}));
    assertFalse(a.channels.stopPolling(V0));
  }

  @Test
  void pollOfOnePortSleepsThroughOthers() {
    EvtchnPort wanted = port(a.channels.bindIpi(V1));
    EvtchnPort other = port(a.channels.bindIpi(V1));
    a.channels.poll(V0, new int[] {wanted.raw()});
    a.channels.send(other);
    assertEquals(0, a.unblocks[0]);
    assertTrue(a.channels.stopPolling(V0));
  }

  @Test
  void pollOfUnallocatedPortFailsWithEinval() {
    assertRefused(EINVAL, a.channels.poll(V0, new int[] {5}));
    assertRefused(EINVAL, a.channels.poll(V0, new int[] {0}));
    assertRefused(EINVAL, a.channels.poll(V0, new int[] {1 << 20}));
  }

  @Test
  void globalVirqsGoToTheHardwareDomainUnlessAnotherIsNamed() {
    GlobalVirqs virqs = new GlobalVirqs();
    virqs.setHardwareDomain(a.channels);
    a.channels.bindVirq(virq(VirqLine.DOM_EXC.number), V0);
    b.channels.bindVirq(virq(VirqLine.DOM_EXC.number), V0);
    virqs.raise(VirqLine.DOM_EXC);
    assertEquals(List.of(1, 0), List.of(a.kicks[0], b.kicks[0]));
    assertEquals(0, virqs.setHandler(b.channels, virq(VirqLine.DOM_EXC.number)));
    virqs.raise(VirqLine.DOM_EXC);
    assertEquals(List.of(1, 1), List.of(a.kicks[0], b.kicks[0]));
  }

  @Test
  void virqOfAVcpuHasNoGlobalHandler() {
    assertRefused(EINVAL, new GlobalVirqs().setHandler(a.channels, virq(VirqLine.TIMER.number)));
    assertRefused(EINVAL, new GlobalVirqs().setHandler(a.channels, virq(24)));
  }
}
