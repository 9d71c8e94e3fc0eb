package dev.xenolith.abi.call;

/** Sub-operations of argo_op (argo.h: XEN_ARGO_OP_*). */
public enum ArgoOp implements SubOp {
  REGISTER_RING(1, "XEN_ARGO_OP_register_ring"),
  UNREGISTER_RING(2, "XEN_ARGO_OP_unregister_ring"),
  SENDV(3, "XEN_ARGO_OP_sendv"),
  NOTIFY(4, "XEN_ARGO_OP_notify");

  private static final SubOpTable<ArgoOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  ArgoOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static ArgoOp of(long number) {
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
    return "argo.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.ARGO_OP;
  }
}
