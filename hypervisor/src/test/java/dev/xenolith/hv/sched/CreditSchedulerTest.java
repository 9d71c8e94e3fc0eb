package dev.xenolith.hv.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreditSchedulerTest {
  private static final long MS = 1_000_000;

  private final CreditScheduler scheduler = new CreditScheduler(30);
  private final List<Load> loads = new ArrayList<>();
  private long now;

  /** A vCPU of a domain of its own. */
  private final class Load implements Schedulable {
    private final DomId domain;
    boolean runnable = true;
    long ran;

    Load(int domain) {
      this.domain = new DomId(domain);
      scheduler.addDomain(this.domain);
      scheduler.insert(this, now);
      loads.add(this);
    }

    @Override
    public DomId domainId() {
      return domain;
    }

    @Override
    public VcpuId id() {
      return new VcpuId(0);
    }

    @Override
    public boolean isRunnable() {
      return runnable;
    }

    void sleep() {
      runnable = false;
      scheduler.sleep(this, now);
    }

    boolean wake() {
      runnable = true;
      return scheduler.wake(this, now);
    }
  }

  /** Lets everybody burn what he is given. Returns who ran, in order. */
  private List<Schedulable> runFor(long nanos) {
    List<Schedulable> order = new ArrayList<>();
    long end = now + nanos;
    while (now < end) {
      Scheduler.Choice choice = scheduler.choose(now);
      long until = Math.min(choice.until(), end);
      if (choice.vcpu() instanceof Load load) {
        load.ran += until - now;
        order.add(load);
      }
      now = until;
    }
    return order;
  }

  @Test
  void nothingToRunIsIdleForEver() {
    assertEquals(new Scheduler.Choice(null, Long.MAX_VALUE), scheduler.choose(0));
  }

  @Test
  void equalWeightsShareEqually() {
    Load a = new Load(1);
    Load b = new Load(2);
    runFor(3000 * MS);
    assertEquals(1500 * MS, a.ran, 60 * MS);
    assertEquals(1500 * MS, b.ran, 60 * MS);
  }

  @Test
  void doubleWeightGetsDoubleShare() {
    Load a = new Load(1);
    Load b = new Load(2);
    scheduler.setParams(a.domainId(), new SchedParams.Credit(512, 0));
    runFor(9000 * MS);
    assertEquals(2.0, (double) a.ran / b.ran, 0.25);
  }

  @Test
  void capHoldsOnAnIdleMachine() {
    Load a = new Load(1);
    assertTrue(scheduler.setParams(a.domainId(), new SchedParams.Credit(256, 25)));
    runFor(10_000 * MS);
    assertEquals(2500 * MS, a.ran, 250 * MS);
  }

  @Test
  void wokenVcpuGoesBeforeOneThatBurns() {
    Load io = new Load(1);
    Load cpu = new Load(2);
    io.sleep();
    runFor(5 * MS);
    assertTrue(io.wake());
    assertSame(io, scheduler.choose(now).vcpu());
    assertEquals(5 * MS, cpu.ran);
  }

  @Test
  void vcpuIsNotPreemptedInItsFirstMillisecond() {
    Load io = new Load(1);
    Load cpu = new Load(2);
    io.sleep();
    scheduler.choose(now);
    now += MS / 2;
    io.wake();
    assertEquals(new Scheduler.Choice(cpu, MS), scheduler.choose(now));
    now = MS;
    assertSame(io, scheduler.choose(now).vcpu());
  }

  @Test
  void yieldLetsTheOtherRun() {
    Load a = new Load(1);
    Load b = new Load(2);
    assertSame(a, scheduler.choose(now).vcpu());
    scheduler.yield(a);
    assertSame(b, scheduler.choose(now).vcpu());
    scheduler.yield(b);
    assertSame(a, scheduler.choose(now).vcpu());
  }

  @Test
  void yieldLetsOneWithoutCreditRunToo() {
    Load hog = new Load(1);
    Load poller = new Load(2);
    poller.sleep();
    runFor(100 * MS);
    poller.wake();
    assertSame(poller, scheduler.choose(now).vcpu());
    scheduler.yield(poller);
    assertSame(hog, scheduler.choose(now).vcpu());
  }

  @Test
  void sleepingVcpuIsNotChosen() {
    Load a = new Load(1);
    scheduler.choose(now);
    a.sleep();
    assertNull(scheduler.choose(now).vcpu());
  }

  @Test
  void wakingTheRunningVcpuChangesNothing() {
    Load a = new Load(1);
    scheduler.choose(now);
    assertFalse(a.wake());
  }

  @Test
  void removedVcpuIsForgotten() {
    Load a = new Load(1);
    scheduler.remove(a, now);
    scheduler.removeDomain(a.domainId());
    assertNull(scheduler.choose(now).vcpu());
    assertNull(scheduler.params(a.domainId()));
  }

  @Test
  void senselessParametersAreRefused() {
    Load a = new Load(1);
    assertFalse(scheduler.setParams(a.domainId(), new SchedParams.Credit(0, 0)));
    assertFalse(scheduler.setParams(a.domainId(), new SchedParams.Credit(65_536, 0)));
    assertFalse(scheduler.setParams(a.domainId(), new SchedParams.Credit(256, -1)));
    assertEquals(SchedParams.Credit.DEFAULT, scheduler.params(a.domainId()));
  }

  @Test
  void sameCallsGiveTheSameSchedule() {
    for (int i = 1; i <= 5; i++) {
      new Load(i);
    }
    List<Schedulable> first = runFor(500 * MS);
    CreditSchedulerTest again = new CreditSchedulerTest();
    for (int i = 1; i <= 5; i++) {
      again.new Load(i);
    }
    List<Schedulable> second = again.runFor(500 * MS);
    assertEquals(
        first.stream().map(Schedulable::domainId).toList(),
        second.stream().map(Schedulable::domainId).toList());
  }
}
