package dev.xenolith.hv.time;

import java.util.concurrent.Semaphore;

/**
 * Time that passes as the machine works: a fixed price for each instruction and each exit, and a
 * jump to the next timer when there is nothing to do. The host's clock has no part in it.
 */
public final class VirtualClock implements SystemClock {
  /**
   * A processor of 100 million instructions a second, about as fast as the interpreter really is.
   */
  public static final long DEFAULT_NANOS_PER_INSTRUCTION = 10;

  /** What a hypercall or a fault costs on hardware, roughly. */
  public static final long DEFAULT_NANOS_PER_EXIT = 1_000;

  /** 2026-01-01T00:00:00Z: a date to be expected by software, the same in every run. */
  public static final long DEFAULT_WALL_CLOCK = 1_767_225_600_000_000_000L;

  private final long nanosPerInstruction;
  private final long nanosPerExit;
  private final long wallClockAtStart;
  private final Semaphore outside = new Semaphore(0);
  private long now;
  private long idle;

  public VirtualClock(long nanosPerInstruction, long nanosPerExit, long wallClockAtStart) {
    if (nanosPerInstruction < 1 || nanosPerExit < 0) {
      throw new IllegalArgumentException("time must pass: " + nanosPerInstruction);
    }
    this.nanosPerInstruction = nanosPerInstruction;
    this.nanosPerExit = nanosPerExit;
    this.wallClockAtStart = wallClockAtStart;
  }

  /** With the default prices and date. */
  public VirtualClock() {
    this(DEFAULT_NANOS_PER_INSTRUCTION, DEFAULT_NANOS_PER_EXIT, DEFAULT_WALL_CLOCK);
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long tscAfter(long instructions) {
    return tsc() + instructions * nanosPerInstruction;
  }

  @Override
  public long wallClockAtStart() {
    return wallClockAtStart;
  }

  @Override
  public long budgetUntil(long deadline) {
    return Math.max(1, Math.ceilDiv(deadline - now, nanosPerInstruction));
  }

  @Override
  public void retired(long instructions) {
    now += instructions * nanosPerInstruction;
  }

  @Override
  public void exited() {
    now += nanosPerExit;
  }

  /** Makes time pass that no instruction accounts for. */
  public void advance(long nanos) {
    now += nanos;
  }

  @Override
  public void idleUntil(long deadline) {
    if (outside.tryAcquire()) {
      outside.drainPermits();
      return;
    }
    if (deadline == Long.MAX_VALUE) {
      // No timer will ever fire: only the outside can go on, and it takes no time.
      outside.acquireUninterruptibly();
      outside.drainPermits();
    } else {
      idle += Math.max(0, deadline - now);
      now = Math.max(now, deadline);
    }
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
