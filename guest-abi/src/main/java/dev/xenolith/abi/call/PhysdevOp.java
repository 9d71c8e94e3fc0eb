package dev.xenolith.abi.call;

/** Sub-operations of physdev_op (physdev.h: PHYSDEVOP_*). */
public enum PhysdevOp implements SubOp {
  IRQ_STATUS_QUERY(5, "PHYSDEVOP_irq_status_query"),
  SET_IOPL(6, "PHYSDEVOP_set_iopl"),
  SET_IOBITMAP(7, "PHYSDEVOP_set_iobitmap"),
  APIC_READ(8, "PHYSDEVOP_apic_read"),
  APIC_WRITE(9, "PHYSDEVOP_apic_write"),
  ALLOC_IRQ_VECTOR(10, "PHYSDEVOP_alloc_irq_vector"),
  FREE_IRQ_VECTOR(11, "PHYSDEVOP_free_irq_vector"),
  EOI(12, "PHYSDEVOP_eoi"),
  MAP_PIRQ(13, "PHYSDEVOP_map_pirq"),
  UNMAP_PIRQ(14, "PHYSDEVOP_unmap_pirq"),
  MANAGE_PCI_ADD(15, "PHYSDEVOP_manage_pci_add"),
  MANAGE_PCI_REMOVE(16, "PHYSDEVOP_manage_pci_remove"),
  PIRQ_EOI_GMFN_V1(17, "PHYSDEVOP_pirq_eoi_gmfn_v1"),
  RESTORE_MSI(19, "PHYSDEVOP_restore_msi"),
  MANAGE_PCI_ADD_EXT(20, "PHYSDEVOP_manage_pci_add_ext"),
  SETUP_GSI(21, "PHYSDEVOP_setup_gsi"),
  GET_FREE_PIRQ(23, "PHYSDEVOP_get_free_pirq"),
  PCI_MMCFG_RESERVED(24, "PHYSDEVOP_pci_mmcfg_reserved"),
  PCI_DEVICE_ADD(25, "PHYSDEVOP_pci_device_add"),
  PCI_DEVICE_REMOVE(26, "PHYSDEVOP_pci_device_remove"),
  RESTORE_MSI_EXT(27, "PHYSDEVOP_restore_msi_ext"),
  PIRQ_EOI_GMFN_V2(28, "PHYSDEVOP_pirq_eoi_gmfn_v2"),
  DBGP_OP(29, "PHYSDEVOP_dbgp_op"),
  PREPARE_MSIX(30, "PHYSDEVOP_prepare_msix"),
  RELEASE_MSIX(31, "PHYSDEVOP_release_msix");

  private static final SubOpTable<PhysdevOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  PhysdevOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static PhysdevOp of(long number) {
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
    return "physdev.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.PHYSDEV_OP;
  }
}
