package dev.xenolith.abi.call;

/** Commands of mmuext_op (xen.h: MMUEXT_*). */
public enum MmuExtOp implements SubOp {
  PIN_L1_TABLE(0, "MMUEXT_PIN_L1_TABLE"),
  PIN_L2_TABLE(1, "MMUEXT_PIN_L2_TABLE"),
  PIN_L3_TABLE(2, "MMUEXT_PIN_L3_TABLE"),
  PIN_L4_TABLE(3, "MMUEXT_PIN_L4_TABLE"),
  UNPIN_TABLE(4, "MMUEXT_UNPIN_TABLE"),
  NEW_BASEPTR(5, "MMUEXT_NEW_BASEPTR"),
  TLB_FLUSH_LOCAL(6, "MMUEXT_TLB_FLUSH_LOCAL"),
  INVLPG_LOCAL(7, "MMUEXT_INVLPG_LOCAL"),
  TLB_FLUSH_MULTI(8, "MMUEXT_TLB_FLUSH_MULTI"),
  INVLPG_MULTI(9, "MMUEXT_INVLPG_MULTI"),
  TLB_FLUSH_ALL(10, "MMUEXT_TLB_FLUSH_ALL"),
  INVLPG_ALL(11, "MMUEXT_INVLPG_ALL"),
  FLUSH_CACHE(12, "MMUEXT_FLUSH_CACHE"),
  SET_LDT(13, "MMUEXT_SET_LDT"),
  NEW_USER_BASEPTR(15, "MMUEXT_NEW_USER_BASEPTR"),
  CLEAR_PAGE(16, "MMUEXT_CLEAR_PAGE"),
  COPY_PAGE(17, "MMUEXT_COPY_PAGE"),
  FLUSH_CACHE_GLOBAL(18, "MMUEXT_FLUSH_CACHE_GLOBAL"),
  MARK_SUPER(19, "MMUEXT_MARK_SUPER"),
  UNMARK_SUPER(20, "MMUEXT_UNMARK_SUPER");

  private static final SubOpTable<MmuExtOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  MmuExtOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static MmuExtOp of(long number) {
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
    return Hypercall.MMUEXT_OP;
  }
}
