package dev.xenolith.pv.block;

import dev.xenolith.pv.GuestServices;

/**
 * How much nonsense of a front end is looked at in a second. Refusing a request costs this domain
 * time that others wait for, and costs the front end nothing: one that goes on waits for the next
 * second.
 */
final class Patience {
  private static final int MOST_REFUSALS = 512;

  private final GuestServices services;
  private final Runnable whenBack;
  private int refusals;

  /**
   * All of it.
   *
   * @param whenBack told when it has come back after it had gone
   */
  Patience(GuestServices services, Runnable whenBack) {
    this.services = services;
    this.whenBack = whenBack;
  }

  boolean isGone() {
    return refusals >= MOST_REFUSALS;
  }

  /** A request made no sense. */
  void refused() {
    if (refusals++ == 0) {
      services.askUntil(this::comeBack);
    }
  }

  private boolean comeBack() {
    boolean gone = isGone();
    refusals = 0;
    if (gone) {
      whenBack.run();
    }
    return true;
  }
}
