package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The x86 part of shared_info: how to find the p2m, and why the last NMI came. */
public final class ArchSharedInfo {
  private static final StructLayout.Builder S =
      StructLayout.of("arch_shared_info", "arch-x86/xen.h");
  public static final Field.Word MAX_PFN = S.word("max_pfn");
  public static final Field.Word PFN_TO_MFN_FRAME_LIST_LIST = S.pfn("pfn_to_mfn_frame_list_list");
  public static final Field.Word NMI_REASON = S.word("nmi_reason");
  public static final Field.Word P2M_CR3 = S.word("p2m_cr3");
  public static final Field.Word P2M_VADDR = S.word("p2m_vaddr");
  public static final Field.Word P2M_GENERATION = S.word("p2m_generation");

  /** High half of the wall clock's seconds; a 64-bit guest has it in shared_info itself. */
  public static final Field.U32 WC_SEC_HI = S.only(Abi.PV32).u32("wc_sec_hi");

  /** {@code struct arch_shared_info}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private ArchSharedInfo() {}
}
