package dev.xenolith.abi.call;

/** Sub-operations of vcpu_op (vcpu.h: VCPUOP_*). */
public enum VcpuOp implements SubOp {
  INITIALISE(0, "VCPUOP_initialise"),
  UP(1, "VCPUOP_up"),
  DOWN(2, "VCPUOP_down"),
  IS_UP(3, "VCPUOP_is_up"),
  GET_RUNSTATE_INFO(4, "VCPUOP_get_runstate_info"),
  REGISTER_RUNSTATE_MEMORY_AREA(5, "VCPUOP_register_runstate_memory_area"),
  SET_PERIODIC_TIMER(6, "VCPUOP_set_periodic_timer"),
  STOP_PERIODIC_TIMER(7, "VCPUOP_stop_periodic_timer"),
  SET_SINGLESHOT_TIMER(8, "VCPUOP_set_singleshot_timer"),
  STOP_SINGLESHOT_TIMER(9, "VCPUOP_stop_singleshot_timer"),
  REGISTER_VCPU_INFO(10, "VCPUOP_register_vcpu_info"),
  SEND_NMI(11, "VCPUOP_send_nmi"),
  GET_PHYSID(12, "VCPUOP_get_physid"),
  REGISTER_VCPU_TIME_MEMORY_AREA(13, "VCPUOP_register_vcpu_time_memory_area");

  private static final SubOpTable<VcpuOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  VcpuOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static VcpuOp of(long number) {
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
    return "vcpu.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.VCPU_OP;
  }
}
