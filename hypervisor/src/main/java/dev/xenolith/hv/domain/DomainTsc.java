package dev.xenolith.hv.domain;

import dev.xenolith.hv.time.TscScale;

/**
 * How a domain was told its time stamp counter would behave (xl: tsc_mode). The counter is the
 * machine's in every mode: always safe, never emulated.
 */
public final class DomainTsc {
  /** TSC_MODE_DEFAULT. */
  public static final int DEFAULT = 0;

  /** TSC_MODE_NEVER_EMULATE. */
  public static final int NEVER_EMULATE = 2;

  /** Frequency of the counter. */
  public static final int KHZ = TscScale.KHZ;

  private int mode = DEFAULT;
  private int incarnation;

  public int mode() {
    return mode;
  }

  /** How often the domain has been told, which is once more than it was moved. */
  public int incarnation() {
    return incarnation;
  }

  /**
   * XEN_DOMCTL_settscinfo.
   *
   * @return false if there is no such mode
   */
  public boolean set(int newMode, int oldIncarnation) {
    if (newMode < DEFAULT || newMode > NEVER_EMULATE) {
      return false;
    }
    mode = newMode;
    incarnation = oldIncarnation + 1;
    return true;
  }
}
