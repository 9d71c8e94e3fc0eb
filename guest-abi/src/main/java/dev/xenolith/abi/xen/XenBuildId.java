package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** A buffer for the build identifier; the bytes follow. */
public final class XenBuildId {
  private static final StructLayout.Builder S = StructLayout.of("xen_build_id", "version.h");
  public static final Field.U32 LEN = S.u32("len");
  public static final Field.Array BUF = S.array("buf", Scalar.U8, 0);

  /** {@code struct xen_build_id}, version.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenBuildId() {}
}
