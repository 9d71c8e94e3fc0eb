package dev.xenolith.abi.call;

/**
 * Commands of XEN_SYSCTL_tbuf_op, which steers the trace buffers (sysctl.h: XEN_SYSCTL_TBUFOP_*).
 */
public enum TbufOp implements SubOp {
  GET_INFO(0, "XEN_SYSCTL_TBUFOP_get_info"),
  SET_CPU_MASK(1, "XEN_SYSCTL_TBUFOP_set_cpu_mask"),
  SET_EVT_MASK(2, "XEN_SYSCTL_TBUFOP_set_evt_mask"),
  SET_SIZE(3, "XEN_SYSCTL_TBUFOP_set_size"),
  ENABLE(4, "XEN_SYSCTL_TBUFOP_enable"),
  DISABLE(5, "XEN_SYSCTL_TBUFOP_disable");

  private static final SubOpTable<TbufOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  TbufOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static TbufOp of(long number) {
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
    return "sysctl.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.SYSCTL;
  }
}
