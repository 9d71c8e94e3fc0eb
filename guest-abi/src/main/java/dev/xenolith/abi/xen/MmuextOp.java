package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One operation of mmuext_op. */
public final class MmuextOp {
  private static final StructLayout.Builder S = StructLayout.of("mmuext_op", "xen.h");
  public static final Field.U32 CMD = S.u32("cmd");
  private static final StructLayout.Builder ARG1_MEMBERS = S.union("arg1");
  public static final Field.Word MFN = ARG1_MEMBERS.pfn("mfn");
  public static final Field.Word LINEAR_ADDR = ARG1_MEMBERS.word("linear_addr");
  private static final StructLayout.Builder ARG2_MEMBERS = S.union("arg2");
  public static final Field.U32 NR_ENTS = ARG2_MEMBERS.u32("nr_ents");
  public static final Field.Word VCPUMASK = ARG2_MEMBERS.pointer("vcpumask");
  public static final Field.Word SRC_MFN = ARG2_MEMBERS.pfn("src_mfn");

  /** {@code struct mmuext_op}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private MmuextOp() {}
}
