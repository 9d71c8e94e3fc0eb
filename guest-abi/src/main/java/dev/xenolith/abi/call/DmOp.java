package dev.xenolith.abi.call;

/** Sub-operations of dm_op (hvm/dm_op.h: XEN_DMOP_*). */
public enum DmOp implements SubOp {
  CREATE_IOREQ_SERVER(1, "XEN_DMOP_create_ioreq_server"),
  GET_IOREQ_SERVER_INFO(2, "XEN_DMOP_get_ioreq_server_info"),
  MAP_IO_RANGE_TO_IOREQ_SERVER(3, "XEN_DMOP_map_io_range_to_ioreq_server"),
  UNMAP_IO_RANGE_FROM_IOREQ_SERVER(4, "XEN_DMOP_unmap_io_range_from_ioreq_server"),
  SET_IOREQ_SERVER_STATE(5, "XEN_DMOP_set_ioreq_server_state"),
  DESTROY_IOREQ_SERVER(6, "XEN_DMOP_destroy_ioreq_server"),
  TRACK_DIRTY_VRAM(7, "XEN_DMOP_track_dirty_vram"),
  SET_PCI_INTX_LEVEL(8, "XEN_DMOP_set_pci_intx_level"),
  SET_ISA_IRQ_LEVEL(9, "XEN_DMOP_set_isa_irq_level"),
  SET_PCI_LINK_ROUTE(10, "XEN_DMOP_set_pci_link_route"),
  MODIFIED_MEMORY(11, "XEN_DMOP_modified_memory"),
  SET_MEM_TYPE(12, "XEN_DMOP_set_mem_type"),
  INJECT_EVENT(13, "XEN_DMOP_inject_event"),
  INJECT_MSI(14, "XEN_DMOP_inject_msi"),
  MAP_MEM_TYPE_TO_IOREQ_SERVER(15, "XEN_DMOP_map_mem_type_to_ioreq_server"),
  REMOTE_SHUTDOWN(16, "XEN_DMOP_remote_shutdown"),
  RELOCATE_MEMORY(17, "XEN_DMOP_relocate_memory"),
  PIN_MEMORY_CACHEATTR(18, "XEN_DMOP_pin_memory_cacheattr"),
  SET_IRQ_LEVEL(19, "XEN_DMOP_set_irq_level"),
  NR_VCPUS(20, "XEN_DMOP_nr_vcpus");

  private static final SubOpTable<DmOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  DmOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static DmOp of(long number) {
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
    return "hvm/dm_op.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.DM_OP;
  }
}
