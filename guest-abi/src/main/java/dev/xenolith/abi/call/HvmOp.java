package dev.xenolith.abi.call;

/** Sub-operations of hvm_op (hvm/hvm_op.h: HVMOP_*). */
public enum HvmOp implements SubOp {
  SET_PARAM(0, "HVMOP_set_param"),
  GET_PARAM(1, "HVMOP_get_param"),
  FLUSH_TLBS(5, "HVMOP_flush_tlbs"),
  PAGETABLE_DYING(9, "HVMOP_pagetable_dying"),
  GET_TIME(10, "HVMOP_get_time"),
  XENTRACE(11, "HVMOP_xentrace"),
  SET_MEM_ACCESS(12, "HVMOP_set_mem_access"),
  GET_MEM_ACCESS(13, "HVMOP_get_mem_access"),
  GET_MEM_TYPE(15, "HVMOP_get_mem_type"),
  SET_EVTCHN_UPCALL_VECTOR(23, "HVMOP_set_evtchn_upcall_vector"),
  GUEST_REQUEST_VM_EVENT(24, "HVMOP_guest_request_vm_event"),
  ALTP2M(25, "HVMOP_altp2m");

  private static final SubOpTable<HvmOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  HvmOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static HvmOp of(long number) {
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
    return "hvm/hvm_op.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.HVM_OP;
  }
}
