package dev.xenolith.hv.domain;

/** Why a domain stopped (sched.h: SHUTDOWN_*). */
public enum ShutdownReason {
  POWEROFF(0),
  REBOOT(1),
  SUSPEND(2),
  CRASH(3),
  WATCHDOG(4),
  SOFT_RESET(5);

  /** The number in the ABI. */
  public final int code;

  ShutdownReason(int code) {
    this.code = code;
  }

  /** The reason of this number, or null. */
  public static ShutdownReason of(long code) {
    return code >= 0 && code < values().length ? values()[(int) code] : null;
  }
}
