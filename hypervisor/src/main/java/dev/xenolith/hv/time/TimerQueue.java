package dev.xenolith.hv.time;

import java.util.Comparator;
import java.util.TreeSet;

/** All timers of the machine, in the order they will fire. */
public final class TimerQueue {
  private final SystemClock clock;
  private final TreeSet<Timer> timers =
      new TreeSet<>(
          Comparator.comparingLong((Timer t) -> t.deadline)
              .thenComparingLong((Timer t) -> t.order));
  private long nextOrder;

  public TimerQueue(SystemClock clock) {
    this.clock = clock;
  }

  /** A new timer, not set. */
  public Timer create(Runnable onExpiry) {
    return new Timer(this, onExpiry);
  }

  /** When the next timer is due; {@link Long#MAX_VALUE} if none is set. */
  public long nextDeadline() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.first().deadline;
  }

  /** Fires what is due. What those timers set anew waits for the next call, so this ends. */
  public void runExpired() {
    long now = clock.now();
    long newest = nextOrder;
    while (!timers.isEmpty()) {
      Timer due = timers.first();
      if (due.deadline > now || due.order >= newest) {
        return;
      }
      timers.remove(due);
      due.expire();
    }
  }

  void add(Timer timer) {
    timer.order = nextOrder++;
    timers.add(timer);
  }

  void remove(Timer timer) {
    timers.remove(timer);
  }
}
