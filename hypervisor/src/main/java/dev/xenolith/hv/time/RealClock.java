package dev.xenolith.hv.time;

import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The host's time. */
public final class RealClock implements SystemClock {
  /** About a millisecond of interpreted code: how late a timer may be. */
  private static final long LONGEST_BUDGET = 100_000;

  private final long start = System.nanoTime();
  private final long wallClockAtStart;
  private final Semaphore outside = new Semaphore(0);
  private long idle;

  /** Starts the machine's time now. */
  public RealClock() {
    Instant wall = Instant.now();
    wallClockAtStart = TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano();
  }

  @Override
  public long now() {
    return System.nanoTime() - start;
  }

  @Override
  public long tscAfter(long instructions) {
    return tsc();
  }

  @Override
  public long wallClockAtStart() {
    return wallClockAtStart;
  }

  @Override
  public long budgetUntil(long deadline) {
    return Math.clamp(deadline - now(), 1, LONGEST_BUDGET);
  }

  @Override
  public void retired(long instructions) {
    // They have taken their time already.
  }

  @Override
  public void exited() {
    // It has taken its time already.
  }

  @Override
  public void idleUntil(long deadline) {
    long before = now();
    try {
      if (deadline == Long.MAX_VALUE) {
        outside.acquire();
      } else {
        outside.tryAcquire(deadline - now(), TimeUnit.NANOSECONDS);
      }
      outside.drainPermits();
    } catch (InterruptedException e) {
      // Whoever interrupts the CPU's thread wants it to look around, which it does now.
      Thread.currentThread().interrupt();
    }
    idle += now() - before;
  }

  @Override
  public long idleNanos() {
    return idle;
  }

  @Override
  public void wakeUp() {
    outside.release();
  }
}
