package dev.xenolith.abi.call;

/** Sub-operations of grant_table_op (grant_table.h: GNTTABOP_*). */
public enum GrantTableOp implements SubOp {
  MAP_GRANT_REF(0, "GNTTABOP_map_grant_ref"),
  UNMAP_GRANT_REF(1, "GNTTABOP_unmap_grant_ref"),
  SETUP_TABLE(2, "GNTTABOP_setup_table"),
  DUMP_TABLE(3, "GNTTABOP_dump_table"),
  TRANSFER(4, "GNTTABOP_transfer"),
  COPY(5, "GNTTABOP_copy"),
  QUERY_SIZE(6, "GNTTABOP_query_size"),
  UNMAP_AND_REPLACE(7, "GNTTABOP_unmap_and_replace"),
  SET_VERSION(8, "GNTTABOP_set_version"),
  GET_STATUS_FRAMES(9, "GNTTABOP_get_status_frames"),
  GET_VERSION(10, "GNTTABOP_get_version"),
  SWAP_GRANT_REF(11, "GNTTABOP_swap_grant_ref"),
  CACHE_FLUSH(12, "GNTTABOP_cache_flush");

  private static final SubOpTable<GrantTableOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  GrantTableOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static GrantTableOp of(long number) {
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
    return "grant_table.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.GRANT_TABLE_OP;
  }
}
