package dev.xenolith.abi.call;

/** Commands of vm_assist (xen.h: VMASST_CMD_*). */
public enum VmAssistCommand implements SubOp {
  ENABLE(0, "VMASST_CMD_enable"),
  DISABLE(1, "VMASST_CMD_disable");

  private static final SubOpTable<VmAssistCommand> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  VmAssistCommand(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static VmAssistCommand of(long number) {
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
