package dev.xenolith.abi.call;

/** Commands of sysctl, at interface version 0x15 (sysctl.h: XEN_SYSCTL_*). */
public enum Sysctl implements SubOp {
  READCONSOLE(1, "XEN_SYSCTL_readconsole"),
  TBUF_OP(2, "XEN_SYSCTL_tbuf_op"),
  PHYSINFO(3, "XEN_SYSCTL_physinfo"),
  SCHED_ID(4, "XEN_SYSCTL_sched_id"),
  PERFC_OP(5, "XEN_SYSCTL_perfc_op"),
  GETDOMAININFOLIST(6, "XEN_SYSCTL_getdomaininfolist"),
  DEBUG_KEYS(7, "XEN_SYSCTL_debug_keys"),
  GETCPUINFO(8, "XEN_SYSCTL_getcpuinfo"),
  AVAILHEAP(9, "XEN_SYSCTL_availheap"),
  GET_PMSTAT(10, "XEN_SYSCTL_get_pmstat"),
  CPU_HOTPLUG(11, "XEN_SYSCTL_cpu_hotplug"),
  PM_OP(12, "XEN_SYSCTL_pm_op"),
  PAGE_OFFLINE_OP(14, "XEN_SYSCTL_page_offline_op"),
  LOCKPROF_OP(15, "XEN_SYSCTL_lockprof_op"),
  CPUTOPOINFO(16, "XEN_SYSCTL_cputopoinfo"),
  NUMAINFO(17, "XEN_SYSCTL_numainfo"),
  CPUPOOL_OP(18, "XEN_SYSCTL_cpupool_op"),
  SCHEDULER_OP(19, "XEN_SYSCTL_scheduler_op"),
  COVERAGE_OP(20, "XEN_SYSCTL_coverage_op"),
  PSR_CMT_OP(21, "XEN_SYSCTL_psr_cmt_op"),
  PCITOPOINFO(22, "XEN_SYSCTL_pcitopoinfo"),
  PSR_ALLOC(23, "XEN_SYSCTL_psr_alloc"),
  GET_CPU_LEVELLING_CAPS(25, "XEN_SYSCTL_get_cpu_levelling_caps"),
  GET_CPU_FEATURESET(26, "XEN_SYSCTL_get_cpu_featureset"),
  LIVEPATCH_OP(27, "XEN_SYSCTL_livepatch_op"),
  GET_CPU_POLICY(29, "XEN_SYSCTL_get_cpu_policy");

  private static final SubOpTable<Sysctl> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  Sysctl(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static Sysctl of(long number) {
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
    return "sysctl.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.SYSCTL;
  }
}
