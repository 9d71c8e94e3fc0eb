package dev.xenolith.hv.time;

/** Something to do at a moment of system time. Made by {@link TimerQueue#create}. */
public final class Timer {
  private final TimerQueue queue;
  private final Runnable onExpiry;
  long deadline;
  long order;
  private boolean set;

  Timer(TimerQueue queue, Runnable onExpiry) {
    this.queue = queue;
    this.onExpiry = onExpiry;
  }

  /** Sets it, or sets it anew. A moment that has passed is due at once. */
  public void set(long deadlineNanos) {
    stop();
    deadline = deadlineNanos;
    set = true;
    queue.add(this);
  }

  /** Stops it if it is set. */
  public void stop() {
    if (set) {
      queue.remove(this);
      set = false;
    }
  }

  /** Whether it is to fire. */
  public boolean isSet() {
    return set;
  }

  void expire() {
    set = false;
    onExpiry.run();
  }
}
