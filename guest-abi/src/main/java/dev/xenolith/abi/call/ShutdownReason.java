package dev.xenolith.abi.call;

/** Why a domain shut down: the argument of SCHEDOP_shutdown (sched.h: SHUTDOWN_*). */
public enum ShutdownReason implements SubOp {
  POWEROFF(0, "SHUTDOWN_poweroff"),
  REBOOT(1, "SHUTDOWN_reboot"),
  SUSPEND(2, "SHUTDOWN_suspend"),
  CRASH(3, "SHUTDOWN_crash"),
  WATCHDOG(4, "SHUTDOWN_watchdog"),
  SOFT_RESET(5, "SHUTDOWN_soft_reset");

  private static final SubOpTable<ShutdownReason> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  ShutdownReason(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static ShutdownReason of(long number) {
    return TABLE.of(number);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "sched.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.SCHED_OP;
  }
}
