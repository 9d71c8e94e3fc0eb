package dev.xenolith.abi.call;

/** The entry points a kernel registers by callback_op (callback.h: CALLBACKTYPE_*). */
public enum CallbackType implements SubOp {
  EVENT(0, "CALLBACKTYPE_event"),
  FAILSAFE(1, "CALLBACKTYPE_failsafe"),
  SYSCALL(2, "CALLBACKTYPE_syscall"),
  SYSENTER_DEPRECATED(3, "CALLBACKTYPE_sysenter_deprecated"),
  NMI(4, "CALLBACKTYPE_nmi"),
  SYSENTER(5, "CALLBACKTYPE_sysenter"),
  SYSCALL32(7, "CALLBACKTYPE_syscall32");

  private static final SubOpTable<CallbackType> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  CallbackType(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static CallbackType of(long number) {
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
    return "callback.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.CALLBACK_OP;
  }
}
