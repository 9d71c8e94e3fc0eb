package dev.xenolith.hv.time;

import java.util.concurrent.TimeUnit;

/**
 * The timers of one vCPU: a periodic one, which ticks only while it runs, a single shot, and poll's
 * timeout.
 */
public final class VcpuTimers {
  /** A new PV vCPU is ticked this often until it says otherwise. */
  public static final long DEFAULT_PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long FAR_FUTURE = 1L << 50;
  private static final long COMPROMISE = TimeUnit.MILLISECONDS.toNanos(100);

  private final SystemClock clock;
  private final Runnable tick;
  private final Timer periodic;
  private final Timer singleshot;
  private final Timer poll;
  private long period = DEFAULT_PERIOD;
  private long lastTick;
  private boolean running;

  /**
   * @param tick raises VIRQ_TIMER
   * @param pollTimeout ends SCHEDOP_poll
   */
  public VcpuTimers(SystemClock clock, TimerQueue queue, Runnable tick, Runnable pollTimeout) {
    this.clock = clock;
    this.tick = tick;
    periodic = queue.create(this::periodicWork);
    singleshot = queue.create(tick);
    poll = queue.create(pollTimeout);
  }

  /** The scheduler has chosen the vCPU: a tick it has missed comes now. */
  public void scheduledIn() {
    running = true;
    periodicWork();
  }

  /** The vCPU stops running. */
  public void scheduledOut() {
    running = false;
    periodic.stop();
  }

  /** VCPUOP_set_periodic_timer and, with 0, VCPUOP_stop_periodic_timer. */
  public void setPeriod(long nanos) {
    periodic.stop();
    period = nanos;
    periodicWork();
  }

  /** Time between two ticks in nanoseconds; 0 if there are none. */
  public long period() {
    return period;
  }

  /** VCPUOP_set_singleshot_timer. A moment that has passed raises the event at once. */
  public void setSingleshot(long deadline) {
    if (Long.compareUnsigned(deadline, clock.now()) < 0) {
      singleshot.stop();
      tick.run();
    } else {
      singleshot.set(deadline);
    }
  }

  /** VCPUOP_stop_singleshot_timer. */
  public void stopSingleshot() {
    singleshot.stop();
  }

  /**
   * HYPERVISOR_set_timer_op. A deadline beyond reason comes from kernels whose tick counter
   * wrapped, which have work to do, and from those that mean never; Xen's answer to both is an
   * event in 100 ms.
   */
  public void setTimerOp(long deadline) {
    if (deadline == 0) {
      singleshot.stop();
    } else if (deadline < 0 || deadline - clock.now() >= FAR_FUTURE) {
      singleshot.set(clock.now() + COMPROMISE);
    } else {
      singleshot.set(deadline);
    }
  }

  /** Sets the timeout of SCHEDOP_poll. */
  public void setPollTimeout(long deadline) {
    poll.set(deadline);
  }

  /** Polling is over. */
  public void stopPollTimeout() {
    poll.stop();
  }

  /** Stops everything, for the vCPU's end. */
  public void stopAll() {
    periodic.stop();
    singleshot.stop();
    poll.stop();
  }

  private void periodicWork() {
    if (period == 0) {
      return;
    }
    long now = clock.now();
    long next = lastTick + period;
    if (now >= next) {
      tick.run();
      lastTick = now;
      next = now + period;
    }
    if (running) {
      periodic.set(next);
    }
  }
}
