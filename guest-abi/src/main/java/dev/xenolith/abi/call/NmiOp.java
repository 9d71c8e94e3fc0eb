package dev.xenolith.abi.call;

/** Sub-operations of nmi_op (nmi.h: XENNMI_*). */
public enum NmiOp implements SubOp {
  REGISTER_CALLBACK(0, "XENNMI_register_callback"),
  UNREGISTER_CALLBACK(1, "XENNMI_unregister_callback");

  private static final SubOpTable<NmiOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  NmiOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static NmiOp of(long number) {
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
    return "nmi.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.NMI_OP;
  }
}
