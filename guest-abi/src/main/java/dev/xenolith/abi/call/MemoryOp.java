package dev.xenolith.abi.call;

/** Sub-operations of memory_op (memory.h: XENMEM_*). */
public enum MemoryOp implements SubOp {
  INCREASE_RESERVATION(0, "XENMEM_increase_reservation"),
  DECREASE_RESERVATION(1, "XENMEM_decrease_reservation"),
  MAXIMUM_RAM_PAGE(2, "XENMEM_maximum_ram_page"),
  CURRENT_RESERVATION(3, "XENMEM_current_reservation"),
  MAXIMUM_RESERVATION(4, "XENMEM_maximum_reservation"),
  MACHPHYS_MFN_LIST(5, "XENMEM_machphys_mfn_list"),
  POPULATE_PHYSMAP(6, "XENMEM_populate_physmap"),
  ADD_TO_PHYSMAP(7, "XENMEM_add_to_physmap"),
  MEMORY_MAP(9, "XENMEM_memory_map"),
  MACHINE_MEMORY_MAP(10, "XENMEM_machine_memory_map"),
  EXCHANGE(11, "XENMEM_exchange"),
  MACHPHYS_MAPPING(12, "XENMEM_machphys_mapping"),
  SET_MEMORY_MAP(13, "XENMEM_set_memory_map"),
  MAXIMUM_GPFN(14, "XENMEM_maximum_gpfn"),
  REMOVE_FROM_PHYSMAP(15, "XENMEM_remove_from_physmap"),
  SET_POD_TARGET(16, "XENMEM_set_pod_target"),
  GET_POD_TARGET(17, "XENMEM_get_pod_target"),
  GET_SHARING_FREED_PAGES(18, "XENMEM_get_sharing_freed_pages"),
  GET_SHARING_SHARED_PAGES(19, "XENMEM_get_sharing_shared_pages"),
  PAGING_OP(20, "XENMEM_paging_op"),
  ACCESS_OP(21, "XENMEM_access_op"),
  SHARING_OP(22, "XENMEM_sharing_op"),
  ADD_TO_PHYSMAP_BATCH(23, "XENMEM_add_to_physmap_batch"),
  CLAIM_PAGES(24, "XENMEM_claim_pages"),
  MACHPHYS_COMPAT_MFN_LIST(25, "XENMEM_machphys_compat_mfn_list"),
  GET_VNUMAINFO(26, "XENMEM_get_vnumainfo"),
  RESERVED_DEVICE_MEMORY_MAP(27, "XENMEM_reserved_device_memory_map"),
  ACQUIRE_RESOURCE(28, "XENMEM_acquire_resource");

  private static final SubOpTable<MemoryOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  MemoryOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static MemoryOp of(long number) {
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
    return "memory.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.MEMORY_OP;
  }
}
