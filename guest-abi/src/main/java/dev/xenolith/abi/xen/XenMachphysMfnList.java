package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Where the caller wants the frames of the M2P table listed. */
public final class XenMachphysMfnList {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_machphys_mfn_list", "memory.h");
  public static final Field.U32 MAX_EXTENTS = S.u32("max_extents");
  public static final Field.Word EXTENT_START = S.pointer("extent_start");
  public static final Field.U32 NR_EXTENTS = S.u32("nr_extents");

  /** {@code struct xen_machphys_mfn_list}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMachphysMfnList() {}
}
