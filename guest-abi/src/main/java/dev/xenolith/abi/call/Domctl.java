package dev.xenolith.abi.call;

/** Commands of domctl, at interface version 0x15 (domctl.h: XEN_DOMCTL_*). */
public enum Domctl implements SubOp {
  CREATEDOMAIN(1, "XEN_DOMCTL_createdomain"),
  DESTROYDOMAIN(2, "XEN_DOMCTL_destroydomain"),
  PAUSEDOMAIN(3, "XEN_DOMCTL_pausedomain"),
  UNPAUSEDOMAIN(4, "XEN_DOMCTL_unpausedomain"),
  GETDOMAININFO(5, "XEN_DOMCTL_getdomaininfo"),
  SETVCPUAFFINITY(9, "XEN_DOMCTL_setvcpuaffinity"),
  SHADOW_OP(10, "XEN_DOMCTL_shadow_op"),
  MAX_MEM(11, "XEN_DOMCTL_max_mem"),
  SETVCPUCONTEXT(12, "XEN_DOMCTL_setvcpucontext"),
  GETVCPUCONTEXT(13, "XEN_DOMCTL_getvcpucontext"),
  GETVCPUINFO(14, "XEN_DOMCTL_getvcpuinfo"),
  MAX_VCPUS(15, "XEN_DOMCTL_max_vcpus"),
  SCHEDULER_OP(16, "XEN_DOMCTL_scheduler_op"),
  SETDOMAINHANDLE(17, "XEN_DOMCTL_setdomainhandle"),
  SETDEBUGGING(18, "XEN_DOMCTL_setdebugging"),
  IRQ_PERMISSION(19, "XEN_DOMCTL_irq_permission"),
  IOMEM_PERMISSION(20, "XEN_DOMCTL_iomem_permission"),
  IOPORT_PERMISSION(21, "XEN_DOMCTL_ioport_permission"),
  HYPERCALL_INIT(22, "XEN_DOMCTL_hypercall_init"),
  SOFT_RESET_CONT(23, "XEN_DOMCTL_soft_reset_cont"),
  SETTIMEOFFSET(24, "XEN_DOMCTL_settimeoffset"),
  GETVCPUAFFINITY(25, "XEN_DOMCTL_getvcpuaffinity"),
  REAL_MODE_AREA(26, "XEN_DOMCTL_real_mode_area"),
  RESUMEDOMAIN(27, "XEN_DOMCTL_resumedomain"),
  SENDTRIGGER(28, "XEN_DOMCTL_sendtrigger"),
  SUBSCRIBE(29, "XEN_DOMCTL_subscribe"),
  GETHVMCONTEXT(33, "XEN_DOMCTL_gethvmcontext"),
  SETHVMCONTEXT(34, "XEN_DOMCTL_sethvmcontext"),
  SET_ADDRESS_SIZE(35, "XEN_DOMCTL_set_address_size"),
  GET_ADDRESS_SIZE(36, "XEN_DOMCTL_get_address_size"),
  ASSIGN_DEVICE(37, "XEN_DOMCTL_assign_device"),
  BIND_PT_IRQ(38, "XEN_DOMCTL_bind_pt_irq"),
  MEMORY_MAPPING(39, "XEN_DOMCTL_memory_mapping"),
  IOPORT_MAPPING(40, "XEN_DOMCTL_ioport_mapping"),
  SET_EXT_VCPUCONTEXT(42, "XEN_DOMCTL_set_ext_vcpucontext"),
  GET_EXT_VCPUCONTEXT(43, "XEN_DOMCTL_get_ext_vcpucontext"),
  SET_OPT_FEATURE(44, "XEN_DOMCTL_set_opt_feature"),
  TEST_ASSIGN_DEVICE(45, "XEN_DOMCTL_test_assign_device"),
  SET_TARGET(46, "XEN_DOMCTL_set_target"),
  DEASSIGN_DEVICE(47, "XEN_DOMCTL_deassign_device"),
  UNBIND_PT_IRQ(48, "XEN_DOMCTL_unbind_pt_irq"),
  GET_DEVICE_GROUP(50, "XEN_DOMCTL_get_device_group"),
  DEBUG_OP(54, "XEN_DOMCTL_debug_op"),
  GETHVMCONTEXT_PARTIAL(55, "XEN_DOMCTL_gethvmcontext_partial"),
  VM_EVENT_OP(56, "XEN_DOMCTL_vm_event_op"),
  MEM_SHARING_OP(57, "XEN_DOMCTL_mem_sharing_op"),
  GETTSCINFO(59, "XEN_DOMCTL_gettscinfo"),
  SETTSCINFO(60, "XEN_DOMCTL_settscinfo"),
  GETPAGEFRAMEINFO3(61, "XEN_DOMCTL_getpageframeinfo3"),
  SETVCPUEXTSTATE(62, "XEN_DOMCTL_setvcpuextstate"),
  GETVCPUEXTSTATE(63, "XEN_DOMCTL_getvcpuextstate"),
  SET_ACCESS_REQUIRED(64, "XEN_DOMCTL_set_access_required"),
  AUDIT_P2M(65, "XEN_DOMCTL_audit_p2m"),
  SET_VIRQ_HANDLER(66, "XEN_DOMCTL_set_virq_handler"),
  SET_BROKEN_PAGE_P2M(67, "XEN_DOMCTL_set_broken_page_p2m"),
  SETNODEAFFINITY(68, "XEN_DOMCTL_setnodeaffinity"),
  GETNODEAFFINITY(69, "XEN_DOMCTL_getnodeaffinity"),
  CACHEFLUSH(71, "XEN_DOMCTL_cacheflush"),
  GET_VCPU_MSRS(72, "XEN_DOMCTL_get_vcpu_msrs"),
  SET_VCPU_MSRS(73, "XEN_DOMCTL_set_vcpu_msrs"),
  SETVNUMAINFO(74, "XEN_DOMCTL_setvnumainfo"),
  PSR_CMT_OP(75, "XEN_DOMCTL_psr_cmt_op"),
  MONITOR_OP(77, "XEN_DOMCTL_monitor_op"),
  PSR_ALLOC(78, "XEN_DOMCTL_psr_alloc"),
  SOFT_RESET(79, "XEN_DOMCTL_soft_reset"),
  VUART_OP(81, "XEN_DOMCTL_vuart_op"),
  GET_CPU_POLICY(82, "XEN_DOMCTL_get_cpu_policy"),
  SET_CPU_POLICY(83, "XEN_DOMCTL_set_cpu_policy"),
  VMTRACE_OP(84, "XEN_DOMCTL_vmtrace_op"),
  GET_PAGING_MEMPOOL_SIZE(85, "XEN_DOMCTL_get_paging_mempool_size"),
  SET_PAGING_MEMPOOL_SIZE(86, "XEN_DOMCTL_set_paging_mempool_size"),
  GDBSX_GUESTMEMIO(1000, "XEN_DOMCTL_gdbsx_guestmemio"),
  GDBSX_PAUSEVCPU(1001, "XEN_DOMCTL_gdbsx_pausevcpu"),
  GDBSX_UNPAUSEVCPU(1002, "XEN_DOMCTL_gdbsx_unpausevcpu"),
  GDBSX_DOMSTATUS(1003, "XEN_DOMCTL_gdbsx_domstatus");

  private static final SubOpTable<Domctl> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  Domctl(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static Domctl of(long number) {
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
    return "domctl.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.DOMCTL;
  }
}
