package dev.xenolith.hv.machine.device;

import dev.xenolith.hv.time.SystemClock;
import dev.xenolith.hv.time.TimerQueue;

/**
 * In virtual time: work is carried out, one piece after the other, at the moment when a model says
 * that it ends, while the machine waits. Memory and files then change at that very moment in every
 * run.
 */
public final class ModelledTime implements HostWorker {
  private final SystemClock clock;
  private final TimerQueue timers;
  private long freeAt;

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
    freeAt = Math.max(clock.now(), freeAt) + work.nanos();
    timers.create(end).set(freeAt);
  }

  @Override
  public void close() {}
}
