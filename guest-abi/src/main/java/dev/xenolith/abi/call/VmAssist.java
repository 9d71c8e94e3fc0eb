package dev.xenolith.abi.call;

/** What vm_assist switches on and off (xen.h: VMASST_TYPE_*). */
public enum VmAssist implements SubOp {
  SEGMENTS_4GB(0, "VMASST_TYPE_4gb_segments"),
  SEGMENTS_4GB_NOTIFY(1, "VMASST_TYPE_4gb_segments_notify"),
  WRITABLE_PAGETABLES(2, "VMASST_TYPE_writable_pagetables"),
  PAE_EXTENDED_CR3(3, "VMASST_TYPE_pae_extended_cr3"),
  ARCHITECTURAL_IOPL(4, "VMASST_TYPE_architectural_iopl"),
  RUNSTATE_UPDATE_FLAG(5, "VMASST_TYPE_runstate_update_flag"),
  M2P_STRICT(32, "VMASST_TYPE_m2p_strict");

  private static final SubOpTable<VmAssist> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  VmAssist(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static VmAssist of(long number) {
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
    return "xen.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.VM_ASSIST;
  }
}
