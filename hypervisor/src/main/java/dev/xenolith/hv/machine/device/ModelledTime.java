package dev.xenolith.hv.machine.device;

import dev.xenolith.hv.time.SystemClock;
import dev.xenolith.hv.time.TimerQueue;

/**
 * In virtual time: a command is carried out at the moment when a model says that it ends, while the
 * machine waits. Memory and disk then change at that very moment in every run.
 */
public final class ModelledTime implements DiskWorker {
  private final SystemClock clock;
  private final TimerQueue timers;
  private final DiskTimes times = new DiskTimes();

  public ModelledTime(SystemClock clock, TimerQueue timers) {
    this.clock = clock;
    this.timers = timers;
  }

  @Override
  public void start(Work work, Runnable done) {
    Runnable end =
        () -> {
          work.carryOut();
          done.run();
        };
    timers.create(end).set(times.done(clock.now(), work.operation(), work.length()));
  }

  @Override
  public void close() {}
}
