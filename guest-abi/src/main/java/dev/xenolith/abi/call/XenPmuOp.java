package dev.xenolith.abi.call;

/** Sub-operations of xenpmu_op (pmu.h: XENPMU_*). */
public enum XenPmuOp implements SubOp {
  MODE_GET(0, "XENPMU_mode_get"),
  MODE_SET(1, "XENPMU_mode_set"),
  FEATURE_GET(2, "XENPMU_feature_get"),
  FEATURE_SET(3, "XENPMU_feature_set"),
  INIT(4, "XENPMU_init"),
  FINISH(5, "XENPMU_finish"),
  LVTPC_SET(6, "XENPMU_lvtpc_set"),
  FLUSH(7, "XENPMU_flush");

  private static final SubOpTable<XenPmuOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  XenPmuOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static XenPmuOp of(long number) {
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
    return "pmu.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.XENPMU_OP;
  }
}
