package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** The console's shared page: a ring each way. Indices run freely and are masked on use. */
public final class XenconsInterface {
  private static final StructLayout.Builder S =
      StructLayout.of("xencons_interface", "io/console.h");
  public static final Field.Array IN = S.array("in", Scalar.CHAR, 1024);
  public static final Field.Array OUT = S.array("out", Scalar.CHAR, 2048);
  public static final Field.U32 IN_CONS = S.u32("in_cons");
  public static final Field.U32 IN_PROD = S.u32("in_prod");
  public static final Field.U32 OUT_CONS = S.u32("out_cons");
  public static final Field.U32 OUT_PROD = S.u32("out_prod");

  /** {@code struct xencons_interface}, io/console.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenconsInterface() {}
}
