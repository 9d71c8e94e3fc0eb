package dev.xenolith.hv.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.ArchSharedInfo;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuTimeInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeTest {
  private static final long MS = 1_000_000;

  private final VirtualClock clock = new VirtualClock(10, 1000, 1_700_000_000_123_456_789L);
  private final TimerQueue queue = new TimerQueue(clock);
  private final List<String> fired = new ArrayList<>();

  private void run(long until) {
    while (queue.nextDeadline() <= until) {
      clock.idleUntil(queue.nextDeadline());
      queue.runExpired();
    }
    clock.idleUntil(until);
  }

  @Test
  void virtualTimePassesByWorkDone() {
    clock.retired(5);
    clock.exited();
    assertEquals(1050, clock.now());
  }

  @Test
  void budgetEndsAtTheDeadline() {
    assertEquals(10, clock.budgetUntil(95));
    assertEquals(1, clock.budgetUntil(-5));
  }

  @Test
  void idleJumpsToTheDeadline() {
    clock.idleUntil(77);
    assertEquals(77, clock.now());
  }

  @Test
  void wakeUpEndsIdlenessAtOnce() {
    clock.wakeUp();
    clock.idleUntil(Long.MAX_VALUE);
    assertEquals(0, clock.now());
  }

  @Test
  void budgetInRealTimeFollowsTheSpeedOfGuests() throws InterruptedException {
    RealClock real = new RealClock();
    for (int i = 0; i < 40; i++) {
      real.budgetUntil(0);
      Thread.sleep(1);
      real.retired(2_000); // at most 2 in a microsecond
    }
    long budget = real.budgetUntil(real.now() + 4_000_000);
    assertTrue(budget <= 20_000, budget + " instructions would take more than 4 ms");
  }

  @Test
  void realTimeNeverGoesBackwards() {
    RealClock real = new RealClock();
    long first = real.now();
    real.idleUntil(first + MS);
    assertTrue(real.now() >= first);
  }

  @Test
  void scaleOfTheCounterIsExact() {
    for (long count : new long[] {0, 1, 12345, 1L << 62}) {
      assertEquals(count, TscScale.NANOSECONDS.nanos(count));
    }
  }

  @Test
  void timersFireInOrderOfDeadlineThenOfSetting() {
    for (String name : List.of("a", "b", "c")) {
      queue.create(() -> fired.add(name)).set(name.equals("c") ? 5 : 10);
    }
    run(10);
    assertEquals(List.of("c", "a", "b"), fired);
  }

  @Test
  void stoppedTimerDoesNotFire() {
    Timer timer = queue.create(() -> fired.add("x"));
    timer.set(5);
    timer.stop();
    run(10);
    assertEquals(List.of(), fired);
    assertFalse(timer.isSet());
  }

  @Test
  void timerSetAgainInThePastFiresInTheNextRound() {
    Timer[] timer = new Timer[1];
    timer[0] =
        queue.create(
            () -> {
              fired.add("x");
              timer[0].set(0);
            });
    timer[0].set(0);
    queue.runExpired();
    assertEquals(1, fired.size());
    queue.runExpired();
    assertEquals(2, fired.size());
  }

  private VcpuTimers vcpuTimers() {
    return new VcpuTimers(
        clock, queue, () -> fired.add("tick " + clock.now() / MS), () -> fired.add("poll"));
  }

  @Test
  void runningVcpuIsTickedEvery10Milliseconds() {
    VcpuTimers timers = vcpuTimers();
    timers.scheduledIn();
    run(35 * MS);
    assertEquals(List.of("tick 10", "tick 20", "tick 30"), fired);
  }

  @Test
  void tickMissedWhileNotRunningComesOnce() {
    VcpuTimers timers = vcpuTimers();
    timers.scheduledIn();
    timers.scheduledOut();
    run(35 * MS);
    assertEquals(List.of(), fired);
    timers.scheduledIn();
    assertEquals(List.of("tick 35"), fired);
  }

  @Test
  void stoppedPeriodicTimerDoesNotTick() {
    VcpuTimers timers = vcpuTimers();
    timers.setPeriod(0);
    timers.scheduledIn();
    run(35 * MS);
    assertEquals(List.of(), fired);
  }

  @Test
  void singleshotInThePastFiresAtOnce() {
    clock.advance(100);
    VcpuTimers timers = vcpuTimers();
    timers.setSingleshot(99);
    assertEquals(List.of("tick 0"), fired);
  }

  @Test
  void singleshotFiresOnce() {
    VcpuTimers timers = vcpuTimers();
    timers.setSingleshot(3 * MS);
    run(50 * MS);
    assertEquals(List.of("tick 3"), fired);
  }

  @Test
  void timerOpOfZeroCancels() {
    VcpuTimers timers = vcpuTimers();
    timers.setTimerOp(3 * MS);
    timers.setTimerOp(0);
    run(50 * MS);
    assertEquals(List.of(), fired);
  }

  @Test
  void timerOpBeyondReasonFiresIn100Milliseconds() {
    VcpuTimers timers = vcpuTimers();
    timers.setTimerOp(-1);
    run(200 * MS);
    timers.setTimerOp(clock.now() + (1L << 50));
    run(400 * MS);
    assertEquals(List.of("tick 100", "tick 300"), fired);
  }

  @ParameterizedTest
  @EnumSource
  void publishedTimeIsTheClocks(Abi abi) {
    ByteArrayBytes info = new ByteArrayBytes(VcpuInfo.LAYOUT.size(abi));
    VcpuClock vcpu = new VcpuClock(clock);
    clock.advance(12345);
    assertTrue(vcpu.publish(info, 0, abi, false));
    long time = VcpuInfo.TIME.at(abi);
    assertEquals(2, VcpuTimeInfo.VERSION.get(info, time, abi));
    assertEquals(12345, VcpuTimeInfo.SYSTEM_TIME.get(info, time, abi));
    assertEquals(clock.tsc(), VcpuTimeInfo.TSC_TIMESTAMP.get(info, time, abi));
    assertEquals(1, VcpuTimeInfo.FLAGS.get(info, time, abi));
  }

  @Test
  void publishedTimeIsRenewedEverySecond() {
    ByteArrayBytes info = new ByteArrayBytes(64);
    VcpuClock vcpu = new VcpuClock(clock);
    assertTrue(vcpu.publish(info, 0, Abi.PV32, false));
    clock.advance(999 * MS);
    assertFalse(vcpu.publish(info, 0, Abi.PV32, false));
    clock.advance(MS);
    assertTrue(vcpu.publish(info, 0, Abi.PV32, false));
    assertEquals(4, info.getU32(VcpuInfo.TIME.at(Abi.PV32)));
  }

  @ParameterizedTest
  @EnumSource
  void wallClockIsThatOfTheStartPlusTheOffset(Abi abi) {
    ByteArrayBytes page = new ByteArrayBytes(4096);
    WallClock wall = new WallClock(clock);
    wall.setOffset(10_000_000_000L);
    wall.publish(page, 0, abi);
    long low = Integer.toUnsignedLong(SharedInfo.WC_SEC.get(page, 0, abi));
    long high =
        abi == Abi.PV64
            ? SharedInfo.WC_SEC_HI.get(page, 0, abi)
            : ArchSharedInfo.WC_SEC_HI.get(page, SharedInfo.ARCH.at(abi), abi);
    assertEquals(11_700_000_000L, high << 32 | low);
    assertEquals(123_456_789, SharedInfo.WC_NSEC.get(page, 0, abi));
    assertEquals(2, SharedInfo.WC_VERSION.get(page, 0, abi));
  }

  @Test
  void runstateAccountsEachMomentToOneState() {
    Runstate r = new Runstate(0);
    r.change(Runstate.Kind.RUNNABLE, 10);
    r.change(Runstate.Kind.RUNNING, 30);
    r.change(Runstate.Kind.BLOCKED, 60);
    assertEquals(10, r.accounted(Runstate.Kind.OFFLINE));
    assertEquals(20, r.accounted(Runstate.Kind.RUNNABLE));
    assertEquals(30, r.accounted(Runstate.Kind.RUNNING));
    assertEquals(40, r.total(Runstate.Kind.BLOCKED, 100));
  }

  @ParameterizedTest
  @EnumSource
  void runstateIsLaidOutWithTheUpdateFlagInTheEntryTime(Abi abi) {
    Runstate r = new Runstate(0);
    r.change(Runstate.Kind.RUNNING, 7);
    ByteArrayBytes area = r.layOut(abi, true);
    assertEquals(0, VcpuRunstateInfo.STATE.get(area, 0, abi));
    assertEquals(7 | 1L << 63, VcpuRunstateInfo.STATE_ENTRY_TIME.get(area, 0, abi));
    assertEquals(7, area.getU64(VcpuRunstateInfo.TIME.at(abi, 3)));
  }
}
