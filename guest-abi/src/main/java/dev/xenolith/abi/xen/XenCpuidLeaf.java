package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One leaf of a CPUID policy, as the toolstack and Xen hand it to each other. */
public final class XenCpuidLeaf {
  private static final StructLayout.Builder S = StructLayout.of("xen_cpuid_leaf", "arch-x86/xen.h");
  public static final Field.U32 LEAF = S.u32("leaf");
  public static final Field.U32 SUBLEAF = S.u32("subleaf");
  public static final Field.U32 A = S.u32("a");
  public static final Field.U32 B = S.u32("b");
  public static final Field.U32 C = S.u32("c");
  public static final Field.U32 D = S.u32("d");

  /** {@code struct xen_cpuid_leaf}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenCpuidLeaf() {}
}
