package dev.xenolith.abi.call;

/** Commands of the machine-check hypercall (arch-x86/xen-mca.h: XEN_MC_*). */
public enum McaOp implements SubOp {
  FETCH(1, "XEN_MC_fetch"),
  NOTIFYDOMAIN(2, "XEN_MC_notifydomain"),
  PHYSCPUINFO(3, "XEN_MC_physcpuinfo"),
  MSRINJECT(4, "XEN_MC_msrinject"),
  MCEINJECT(5, "XEN_MC_mceinject"),
  INJECT_V2(6, "XEN_MC_inject_v2");

  private static final SubOpTable<McaOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  McaOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static McaOp of(long number) {
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
    return "arch-x86/xen-mca.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.MCA;
  }
}
