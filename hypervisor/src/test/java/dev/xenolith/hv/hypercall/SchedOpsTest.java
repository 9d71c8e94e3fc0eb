package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.SCHED_OP;
import static dev.xenolith.abi.call.Hypercall.SCHED_OP_COMPAT;
import static dev.xenolith.abi.call.Hypercall.SET_TIMER_OP;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.SchedPinOverride;
import dev.xenolith.abi.xen.SchedPoll;
import dev.xenolith.abi.xen.SchedRemoteShutdown;
import dev.xenolith.abi.xen.SchedShutdown;
import dev.xenolith.abi.xen.SchedWatchdog;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedOpsTest {
  private static final long SECOND = 1_000_000_000L;

  private final Hypervisor machine = TestDomain.machine();
  private final Caller a = Caller.on(machine);
  private final Caller b = Caller.on(machine);

  @AfterEach
  void close() {
    machine.close();
  }

  private static long op(Caller c, SchedOp op) {
    return c.call(SCHED_OP, op.number, ARG);
  }

  private static void refused(Caller c, XenErrno error, SchedOp op) {
    c.assertRefused(error, SCHED_OP, op.number, ARG);
  }

  private void pass(long nanos) {
    machine.xen().clock().idleUntil(machine.xen().clock().now() + nanos);
    machine.xen().timers().runExpired();
  }

  @Test
  void blockUnmasksUpcallsAndSleeps() {
    assertEquals(0, op(a, SchedOp.BLOCK));
    assertEquals(0, a.vcpu().upcallMask());
    assertTrue(a.vcpu().isBlocked());
  }

  @Test
  void blockWithAnUpcallPendingDoesNotSleep() {
    a.domain().events().bindIpi(a.vcpu().id());
    a.domain().events().send(new EvtchnPort(1));
    op(a, SchedOp.BLOCK);
    assertFalse(a.vcpu().isBlocked());
  }

  @Test
  void eventEndsABlock() {
    a.domain().events().bindIpi(a.vcpu().id());
    op(a, SchedOp.BLOCK);
    a.domain().events().send(new EvtchnPort(1));
    assertFalse(a.vcpu().isBlocked());
  }

  @Test
  void yieldSucceeds() {
    assertEquals(0, op(a, SchedOp.YIELD));
  }

  @Test
  void shutdownStopsTheDomainForItsReason() {
    a.arg(SchedShutdown.LAYOUT).put(SchedShutdown.REASON, ShutdownReason.REBOOT.number);
    assertEquals(0, op(a, SchedOp.SHUTDOWN));
    assertEquals(ShutdownReason.REBOOT, a.domain().shutdownReason());
    assertFalse(a.vcpu().isRunnable());
  }

  @Test
  void shutdownCodeDecidesALaterShutdown() {
    a.arg(SchedShutdown.LAYOUT).put(SchedShutdown.REASON, ShutdownReason.CRASH.number);
    assertEquals(0, op(a, SchedOp.SHUTDOWN_CODE));
    assertNull(a.domain().shutdownReason());
    a.arg(SchedShutdown.LAYOUT).put(SchedShutdown.REASON, ShutdownReason.POWEROFF.number);
    op(a, SchedOp.SHUTDOWN);
    assertEquals(ShutdownReason.CRASH, a.domain().shutdownReason());
  }

  @Test
  void oldShutdownTakesItsReasonAsArgument() {
    assertEquals(0, a.call(SCHED_OP_COMPAT, 2, ShutdownReason.REBOOT.number));
    assertEquals(ShutdownReason.REBOOT, a.domain().shutdownReason());
  }

  @Test
  void oldFormKnowsThreeOperations() {
    assertEquals(0, a.call(SCHED_OP_COMPAT, 0, 0));
    a.assertRefused(XenErrno.ENOSYS, SCHED_OP_COMPAT, 3, ARG);
  }

  @Test
  void remoteShutdownNeedsPrivilege() {
    a.arg(SchedRemoteShutdown.LAYOUT).put(SchedRemoteShutdown.DOMAIN_ID, b.id().raw());
    refused(a, XenErrno.EPERM, SchedOp.REMOTE_SHUTDOWN);
    Caller dom0 = Caller.privileged(machine);
    dom0.arg(SchedRemoteShutdown.LAYOUT).put(SchedRemoteShutdown.DOMAIN_ID, b.id().raw());
    assertEquals(0, op(dom0, SchedOp.REMOTE_SHUTDOWN));
    assertEquals(ShutdownReason.POWEROFF, b.domain().shutdownReason());
  }

  @Test
  void remoteShutdownOfAnUnknownDomainFailsWithEsrch() {
    a.arg(SchedRemoteShutdown.LAYOUT).put(SchedRemoteShutdown.DOMAIN_ID, 99);
    refused(a, XenErrno.ESRCH, SchedOp.REMOTE_SHUTDOWN);
  }

  private void pollFor(int port, long timeout) {
    a.arg(SchedPoll.LAYOUT)
        .put(SchedPoll.PORTS, ARRAY)
        .put(SchedPoll.NR_PORTS, 1)
        .put(SchedPoll.TIMEOUT, timeout);
    a.pokeU32(ARRAY, port);
  }

  @Test
  void pollSleepsUntilTheTimeout() {
    a.domain().events().bindIpi(a.vcpu().id());
    pollFor(1, machine.xen().clock().now() + SECOND);
    assertEquals(0, op(a, SchedOp.POLL));
    assertTrue(a.vcpu().isBlocked());
    pass(SECOND / 2);
    assertTrue(a.vcpu().isBlocked());
    pass(SECOND);
    assertFalse(a.vcpu().isBlocked());
  }

  @Test
  void pollEndsWithTheEventEvenIfUpcallsAreMasked() {
    a.domain().events().bindIpi(a.vcpu().id());
    pollFor(1, 0);
    op(a, SchedOp.POLL);
    a.domain().events().send(new EvtchnPort(1));
    assertFalse(a.vcpu().isBlocked());
    assertEquals(1, a.vcpu().upcallMask());
  }

  @Test
  void pollOfAnUnallocatedPortFailsWithEinval() {
    pollFor(9, 0);
    refused(a, XenErrno.EINVAL, SchedOp.POLL);
    assertFalse(a.vcpu().isBlocked());
  }

  @Test
  void pollOfTooManyPortsFailsWithEinval() {
    a.arg(SchedPoll.LAYOUT).put(SchedPoll.PORTS, ARRAY).put(SchedPoll.NR_PORTS, 129);
    refused(a, XenErrno.EINVAL, SchedOp.POLL);
  }

  @Test
  void pollWithAnUnreadableListFailsWithEfault() {
    a.arg(SchedPoll.LAYOUT).put(SchedPoll.PORTS, 0x10).put(SchedPoll.NR_PORTS, 1);
    refused(a, XenErrno.EFAULT, SchedOp.POLL);
  }

  private long watchdog(int id, int seconds) {
    a.arg(SchedWatchdog.LAYOUT).put(SchedWatchdog.ID, id).put(SchedWatchdog.TIMEOUT, seconds);
    return op(a, SchedOp.WATCHDOG);
  }

  @Test
  void watchdogBitesUnlessFed() {
    assertEquals(1, watchdog(0, 2));
    pass(SECOND);
    assertEquals(0, watchdog(1, 2));
    pass(SECOND + SECOND / 2);
    assertNull(a.domain().shutdownReason());
    pass(SECOND);
    assertEquals(ShutdownReason.WATCHDOG, a.domain().shutdownReason());
  }

  @Test
  void stoppedWatchdogDoesNotBite() {
    watchdog(0, 2);
    assertEquals(0, watchdog(1, 0));
    pass(10 * SECOND);
    assertNull(a.domain().shutdownReason());
  }

  @Test
  void thirdWatchdogFailsWithEnospc() {
    assertEquals(1, watchdog(0, 9));
    assertEquals(2, watchdog(0, 9));
    assertEquals(XenErrno.ENOSPC.result(), watchdog(0, 9));
  }

  /** Xen computes that answer in 32 bits without a sign: RAX is no negative number. */
  @Test
  void a64BitDomainSeesThatErrorWithoutItsSign() {
    TestDomain wide = TestDomain.create64(machine, new GuestCode().done());
    HypercallEntry entry = new HypercallEntry(machine.hypercalls(), wide.vcpu());
    ByteArrayBytes argument = new ByteArrayBytes(SchedWatchdog.LAYOUT.size(Abi.PV64));
    SchedWatchdog.TIMEOUT.put(argument, 0, Abi.PV64, 9);
    wide.vcpu().linear().write(ARG, argument.array(), 0, argument.array().length);
    long op = SchedOp.WATCHDOG.number;
    assertEquals(1, entry.fromHosted(SCHED_OP, new long[] {op, ARG}));
    assertEquals(2, entry.fromHosted(SCHED_OP, new long[] {op, ARG}));
    assertEquals(0xFFFFFFE4L, entry.fromHosted(SCHED_OP, new long[] {op, ARG}));
  }

  @Test
  void watchdogThatIsNotInUseFailsWithEinval() {
    assertEquals(XenErrno.EINVAL.result(), watchdog(1, 5));
    assertEquals(XenErrno.EINVAL.result(), watchdog(3, 5));
    assertEquals(XenErrno.EINVAL.result(), watchdog(-1, 5));
  }

  @Test
  void pinOverrideIsForTheHardwareDomain() {
    a.arg(SchedPinOverride.LAYOUT);
    refused(a, XenErrno.EPERM, SchedOp.PIN_OVERRIDE);
  }

  @Test
  void pinOverrideHoldsUntilUndone() {
    Caller dom0 = Caller.privileged(machine);
    dom0.arg(SchedPinOverride.LAYOUT);
    assertEquals(0, op(dom0, SchedOp.PIN_OVERRIDE));
    refused(dom0, XenErrno.EBUSY, SchedOp.PIN_OVERRIDE);
    dom0.put(SchedPinOverride.PCPU, -1);
    assertEquals(0, op(dom0, SchedOp.PIN_OVERRIDE));
    refused(dom0, XenErrno.EINVAL, SchedOp.PIN_OVERRIDE);
    dom0.put(SchedPinOverride.PCPU, 1);
    refused(dom0, XenErrno.EINVAL, SchedOp.PIN_OVERRIDE);
  }

  @Test
  void unknownOperationFailsWithEnosys() {
    a.assertRefused(XenErrno.ENOSYS, SCHED_OP, 8, ARG);
  }

  @Test
  void unreadableArgumentFailsWithEfault() {
    for (SchedOp op :
        new SchedOp[] {
          SchedOp.SHUTDOWN,
          SchedOp.SHUTDOWN_CODE,
          SchedOp.POLL,
          SchedOp.REMOTE_SHUTDOWN,
          SchedOp.WATCHDOG
        }) {
      a.assertRefused(XenErrno.EFAULT, SCHED_OP, op.number, 0x10);
    }
  }

  @Test
  void timerOpTakesTheDeadlineInTwoHalves() {
    a.domain().events().bindVirq(new Virq(0), a.vcpu().id());
    a.vcpu().timers().setPeriod(0);
    long deadline = 5 * SECOND;
    assertEquals(0, a.call(SET_TIMER_OP, deadline & 0xFFFFFFFFL, deadline >>> 32));
    pass(4 * SECOND);
    assertFalse(a.domain().events().isPending(new EvtchnPort(1)));
    pass(2 * SECOND);
    assertTrue(a.domain().events().isPending(new EvtchnPort(1)));
  }
}
