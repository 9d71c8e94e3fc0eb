package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for 32 of the feature bits. */
public final class XenFeatureInfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_feature_info", "version.h");
  public static final Field.U32 SUBMAP_IDX = S.u32("submap_idx");
  public static final Field.U32 SUBMAP = S.u32("submap");

  /** {@code struct xen_feature_info}, version.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenFeatureInfo() {}
}
