package dev.xenolith.hv.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The watchdog timers of one domain, which it must set again before they fire (SCHEDOP_watchdog).
 */
public final class Watchdogs {
  /** How many there are. */
  public static final int COUNT = 2;

  /** No timer is free. */
  public static final int NONE_FREE = 0;

  private final SystemClock clock;
  private final List<Timer> timers = new ArrayList<>();
  private final boolean[] inUse = new boolean[COUNT];

  /**
   * @param bite what happens when one fires
   */
  public Watchdogs(SystemClock clock, TimerQueue queue, Runnable bite) {
    this.clock = clock;
    for (int i = 0; i < COUNT; i++) {
      timers.add(queue.create(bite));
    }
  }

  /** Takes a timer. Returns its identifier, from 1, or {@link #NONE_FREE}. */
  public int start(long seconds) {
    for (int i = 0; i < COUNT; i++) {
      if (!inUse[i]) {
        inUse[i] = true;
        set(i, seconds);
        return i + 1;
      }
    }
    return NONE_FREE;
  }

  /** Whether the identifier names a timer in use. */
  public boolean isInUse(int id) {
    return id >= 1 && id <= COUNT && inUse[id - 1];
  }

  /** Sets a timer in use anew; 0 gives it back. */
  public void restart(int id, long seconds) {
    if (seconds == 0) {
      timers.get(id - 1).stop();
      inUse[id - 1] = false;
    } else {
      set(id - 1, seconds);
    }
  }

  /** Stops all, for the domain's end. */
  public void stopAll() {
    timers.forEach(Timer::stop);
  }

  private void set(int index, long seconds) {
    timers.get(index).set(clock.now() + TimeUnit.SECONDS.toNanos(seconds));
  }
}
