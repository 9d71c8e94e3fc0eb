package dev.xenolith.abi.call;

/** Sub-operations of sched_op (sched.h: SCHEDOP_*). */
public enum SchedOp implements SubOp {
  YIELD(0, "SCHEDOP_yield"),
  BLOCK(1, "SCHEDOP_block"),
  SHUTDOWN(2, "SCHEDOP_shutdown"),
  POLL(3, "SCHEDOP_poll"),
  REMOTE_SHUTDOWN(4, "SCHEDOP_remote_shutdown"),
  SHUTDOWN_CODE(5, "SCHEDOP_shutdown_code"),
  WATCHDOG(6, "SCHEDOP_watchdog"),
  PIN_OVERRIDE(7, "SCHEDOP_pin_override");

  private static final SubOpTable<SchedOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  SchedOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static SchedOp of(long number) {
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
