package dev.xenolith.abi.call;

/** What one entry of mmu_update asks for; stands in bits 1:0 of its {@code ptr} (xen.h: MMU_*). */
public enum MmuUpdateCommand implements SubOp {
  NORMAL_PT_UPDATE(0, "MMU_NORMAL_PT_UPDATE"),
  MACHPHYS_UPDATE(1, "MMU_MACHPHYS_UPDATE"),
  PT_UPDATE_PRESERVE_AD(2, "MMU_PT_UPDATE_PRESERVE_AD"),
  PT_UPDATE_NO_TRANSLATE(3, "MMU_PT_UPDATE_NO_TRANSLATE");

  private static final SubOpTable<MmuUpdateCommand> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  MmuUpdateCommand(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static MmuUpdateCommand of(long number) {
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
    return Hypercall.MMU_UPDATE;
  }
}
