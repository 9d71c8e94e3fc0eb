package dev.xenolith.abi.call;

/** Which base set_segment_base changes (arch-x86/xen-x86_64.h: SEGBASE_*). */
public enum SegmentBase implements SubOp {
  FS(0, "SEGBASE_FS"),
  GS_USER(1, "SEGBASE_GS_USER"),
  GS_KERNEL(2, "SEGBASE_GS_KERNEL"),
  GS_USER_SEL(3, "SEGBASE_GS_USER_SEL");

  private static final SubOpTable<SegmentBase> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  SegmentBase(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static SegmentBase of(long number) {
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
    return "arch-x86/xen-x86_64.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.SET_SEGMENT_BASE;
  }
}
