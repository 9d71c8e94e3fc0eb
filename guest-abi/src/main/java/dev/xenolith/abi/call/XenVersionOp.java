package dev.xenolith.abi.call;

/** Sub-operations of xen_version (version.h: XENVER_*). */
public enum XenVersionOp implements SubOp {
  VERSION(0, "XENVER_version"),
  EXTRAVERSION(1, "XENVER_extraversion"),
  COMPILE_INFO(2, "XENVER_compile_info"),
  CAPABILITIES(3, "XENVER_capabilities"),
  CHANGESET(4, "XENVER_changeset"),
  PLATFORM_PARAMETERS(5, "XENVER_platform_parameters"),
  GET_FEATURES(6, "XENVER_get_features"),
  PAGESIZE(7, "XENVER_pagesize"),
  GUEST_HANDLE(8, "XENVER_guest_handle"),
  COMMANDLINE(9, "XENVER_commandline"),
  BUILD_ID(10, "XENVER_build_id");

  private static final SubOpTable<XenVersionOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  XenVersionOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static XenVersionOp of(long number) {
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
    return "version.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.XEN_VERSION;
  }
}
