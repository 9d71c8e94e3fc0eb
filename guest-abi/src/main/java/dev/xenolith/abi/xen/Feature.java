package dev.xenolith.abi.xen;

import dev.xenolith.abi.num.AbiNumber;

/** Bits that XENVER_get_features reports and that a kernel's ELF notes ask for. */
public enum Feature implements AbiNumber {
  WRITABLE_PAGE_TABLES(0, "XENFEAT_writable_page_tables"),
  WRITABLE_DESCRIPTOR_TABLES(1, "XENFEAT_writable_descriptor_tables"),
  AUTO_TRANSLATED_PHYSMAP(2, "XENFEAT_auto_translated_physmap"),
  SUPERVISOR_MODE_KERNEL(3, "XENFEAT_supervisor_mode_kernel"),
  PAE_PGDIR_ABOVE_4GB(4, "XENFEAT_pae_pgdir_above_4gb"),
  MMU_PT_UPDATE_PRESERVE_AD(5, "XENFEAT_mmu_pt_update_preserve_ad"),
  HIGHMEM_ASSIST(6, "XENFEAT_highmem_assist"),
  GNTTAB_MAP_AVAIL_BITS(7, "XENFEAT_gnttab_map_avail_bits"),
  HVM_CALLBACK_VECTOR(8, "XENFEAT_hvm_callback_vector"),
  HVM_SAFE_PVCLOCK(9, "XENFEAT_hvm_safe_pvclock"),
  HVM_PIRQS(10, "XENFEAT_hvm_pirqs"),
  DOM0(11, "XENFEAT_dom0"),
  MEMORY_OP_VNODE_SUPPORTED(13, "XENFEAT_memory_op_vnode_supported"),
  ARM_SMCCC_SUPPORTED(14, "XENFEAT_ARM_SMCCC_supported"),
  LINUX_RSDP_UNRESTRICTED(15, "XENFEAT_linux_rsdp_unrestricted"),
  NOT_DIRECT_MAPPED(16, "XENFEAT_not_direct_mapped"),
  DIRECT_MAPPED(17, "XENFEAT_direct_mapped");

  /** The number in the header. */
  public final int number;

  private final String cName;

  Feature(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static Feature of(long number) {
    for (Feature c : values()) {
      if (c.number == number) {
        return c;
      }
    }
    return null;
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
    return "features.h";
  }
}
