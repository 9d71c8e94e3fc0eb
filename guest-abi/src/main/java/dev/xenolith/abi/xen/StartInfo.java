package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * What a PV kernel is given at its first instruction, on a page of its own; its address is in
 * (e/r)si.
 */
public final class StartInfo {
  private static final StructLayout.Builder S = StructLayout.of("start_info", "xen.h");
  public static final Field.Array MAGIC = S.array("magic", Scalar.CHAR, 32);
  public static final Field.Word NR_PAGES = S.word("nr_pages");
  public static final Field.Word SHARED_INFO = S.word("shared_info");
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.Word STORE_MFN = S.pfn("store_mfn");
  public static final Field.U32 STORE_EVTCHN = S.u32("store_evtchn");
  private static final StructLayout.Builder CONSOLE_MEMBERS = S.union("console");
  private static final StructLayout.Builder CONSOLE_DOMU_MEMBERS = CONSOLE_MEMBERS.nested("domU");
  public static final Field.Word CONSOLE_DOMU_MFN = CONSOLE_DOMU_MEMBERS.pfn("mfn");
  public static final Field.U32 CONSOLE_DOMU_EVTCHN = CONSOLE_DOMU_MEMBERS.u32("evtchn");
  private static final StructLayout.Builder CONSOLE_DOM0_MEMBERS = CONSOLE_MEMBERS.nested("dom0");
  public static final Field.U32 CONSOLE_DOM0_INFO_OFF = CONSOLE_DOM0_MEMBERS.u32("info_off");
  public static final Field.U32 CONSOLE_DOM0_INFO_SIZE = CONSOLE_DOM0_MEMBERS.u32("info_size");
  public static final Field.Word PT_BASE = S.word("pt_base");
  public static final Field.Word NR_PT_FRAMES = S.word("nr_pt_frames");
  public static final Field.Word MFN_LIST = S.word("mfn_list");
  public static final Field.Word MOD_START = S.word("mod_start");
  public static final Field.Word MOD_LEN = S.word("mod_len");
  public static final Field.Array CMD_LINE = S.array("cmd_line", Scalar.S8, 1024);
  public static final Field.Word FIRST_P2M_PFN = S.word("first_p2m_pfn");
  public static final Field.Word NR_P2M_FRAMES = S.word("nr_p2m_frames");

  /** {@code struct start_info}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private StartInfo() {}
}
