package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** One call of a multicall, and its result. */
public final class MulticallEntry {
  private static final StructLayout.Builder S = StructLayout.of("multicall_entry", "xen.h");
  public static final Field.Word OP = S.word("op");
  public static final Field.Word RESULT = S.word("result");
  public static final Field.Array ARGS = S.array("args", Scalar.WORD, 6);

  /** {@code struct multicall_entry}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private MulticallEntry() {}
}
