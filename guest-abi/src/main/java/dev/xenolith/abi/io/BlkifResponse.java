package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How a request ended. */
public final class BlkifResponse {
  private static final StructLayout.Builder S = StructLayout.of("blkif_response", "io/blkif.h");
  public static final Field.U64 ID = S.u64("id");
  public static final Field.U8 OPERATION = S.u8("operation");
  public static final Field.S16 STATUS = S.s16("status");

  /** {@code struct blkif_response}, io/blkif.h. */
  public static final StructLayout LAYOUT = S.build();

  private BlkifResponse() {}
}
