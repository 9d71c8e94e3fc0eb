package dev.xenolith.hv.time;

import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The host's time. */
public final class RealClock implements SystemClock {
  /** About a millisecond of interpreted code: how late somebody from outside may be noticed. */
  private static final long LONGEST_BUDGET = 100_000;

  /** A few microseconds: how late a timer may be. */
  private static final long SHORTEST_BUDGET = 500;

  /** Fewer instructions say nothing of how fast guests run. */
  private static final long LEAST_SAMPLE = 2_000;

  private static final int SMOOTHING = 8;

  private final long start = System.nanoTime();
  private final long wallClockAtStart;
  private final Semaphore outside = new Semaphore(0);
  private long idle;

  /** Instructions a nanosecond, as guests ran lately. */
  private double speed = 0.01;

  private long sampledAt;
  private long sampled;

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
    long now = now();
    if (sampled >= LEAST_SAMPLE) {
      speed += ((double) sampled / Math.max(1, now - sampledAt) - speed) / SMOOTHING;
    }
    sampled = 0;
    sampledAt = now;
    return Math.clamp((long) ((deadline - now) * speed), SHORTEST_BUDGET, LONGEST_BUDGET);
  }

  @Override
  public void retired(long instructions) {
    sampled += instructions; // they have taken their time already
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
