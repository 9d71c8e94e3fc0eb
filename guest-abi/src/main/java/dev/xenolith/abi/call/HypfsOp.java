package dev.xenolith.abi.call;

/** Sub-operations of hypfs_op (hypfs.h: XEN_HYPFS_OP_*). */
public enum HypfsOp implements SubOp {
  GET_VERSION(0, "XEN_HYPFS_OP_get_version"),
  READ(1, "XEN_HYPFS_OP_read"),
  WRITE_CONTENTS(2, "XEN_HYPFS_OP_write_contents");

  private static final SubOpTable<HypfsOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  HypfsOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static HypfsOp of(long number) {
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
    return "hypfs.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.HYPFS_OP;
  }
}
