package dev.xenolith.abi.call;

/** Sub-operations of kexec_op (kexec.h: KEXEC_CMD_*). */
public enum KexecOp implements SubOp {
  KEXEC(0, "KEXEC_CMD_kexec"),
  KEXEC_LOAD_V1(1, "KEXEC_CMD_kexec_load_v1"),
  KEXEC_UNLOAD_V1(2, "KEXEC_CMD_kexec_unload_v1"),
  KEXEC_GET_RANGE(3, "KEXEC_CMD_kexec_get_range"),
  KEXEC_LOAD(4, "KEXEC_CMD_kexec_load"),
  KEXEC_UNLOAD(5, "KEXEC_CMD_kexec_unload"),
  KEXEC_STATUS(6, "KEXEC_CMD_kexec_status");

  private static final SubOpTable<KexecOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  KexecOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static KexecOp of(long number) {
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
    return "kexec.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.KEXEC_OP;
  }
}
