package dev.xenolith.abi.call;

/** Sub-operations of callback_op (callback.h: CALLBACKOP_*). */
public enum CallbackOp implements SubOp {
  REGISTER(0, "CALLBACKOP_register"),
  UNREGISTER(1, "CALLBACKOP_unregister");

  private static final SubOpTable<CallbackOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  CallbackOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static CallbackOp of(long number) {
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
