package dev.xenolith.hv.time;

/** The machine's clock: virtual or real. */
public sealed interface SystemClock permits VirtualClock, RealClock {
  /** System time: nanoseconds since the machine started. */
  long now();

  /**
   * The time stamp counter. It counts nanoseconds of system time; {@link TscScale#NANOSECONDS} says
   * so.
   */
  default long tsc() {
    return now();
  }

  /**
   * The time stamp counter when a vCPU has retired this many instructions more than {@link
   * #retired} has been told of: what RDTSC reads in the midst of a run.
   */
  long tscAfter(long instructions);

  /** Nanoseconds between the epoch (1970, UTC) and the machine's start. */
  long wallClockAtStart();

  /**
   * How many instructions a vCPU may retire before somebody has to look at the clock again.
   *
   * @param deadline the moment that must not be missed
   * @return at least 1
   */
  long budgetUntil(long deadline);

  /** Accounts for instructions a vCPU has retired. */
  void retired(long instructions);

  /** Accounts for the cost of entering and leaving the hypervisor once. */
  void exited();

  /**
   * Nothing to do until the deadline, or for ever if that is {@link Long#MAX_VALUE}. Comes back
   * earlier when {@link #wakeUp} is called, also when it was called just before.
   */
  void idleUntil(long deadline);

  /** How long there has been nothing to do so far. */
  long idleNanos();

  /** Work has come from outside. May be called from any thread. */
  void wakeUp();
}
