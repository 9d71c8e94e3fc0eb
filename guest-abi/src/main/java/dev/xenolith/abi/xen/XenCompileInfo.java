package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** Who compiled the hypervisor, when, with what. */
public final class XenCompileInfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_compile_info", "version.h");
  public static final Field.Array COMPILER = S.array("compiler", Scalar.CHAR, 64);
  public static final Field.Array COMPILE_BY = S.array("compile_by", Scalar.CHAR, 16);
  public static final Field.Array COMPILE_DOMAIN = S.array("compile_domain", Scalar.CHAR, 32);
  public static final Field.Array COMPILE_DATE = S.array("compile_date", Scalar.CHAR, 32);

  /** {@code struct xen_compile_info}, version.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenCompileInfo() {}
}
