package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Where the M2P table is mapped for the caller. */
public final class XenMachphysMapping {
  private static final StructLayout.Builder S = StructLayout.of("xen_machphys_mapping", "memory.h");
  public static final Field.Word V_START = S.word("v_start");
  public static final Field.Word V_END = S.word("v_end");
  public static final Field.Word MAX_MFN = S.word("max_mfn");

  /** {@code struct xen_machphys_mapping}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMachphysMapping() {}
}
