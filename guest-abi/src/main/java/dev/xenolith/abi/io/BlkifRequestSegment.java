package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A part of one granted frame, in units of 512 bytes, both ends included. */
public final class BlkifRequestSegment {
  private static final StructLayout.Builder S =
      StructLayout.of("blkif_request_segment", "io/blkif.h");
  public static final Field.U32 GREF = S.gref("gref");
  public static final Field.U8 FIRST_SECT = S.u8("first_sect");
  public static final Field.U8 LAST_SECT = S.u8("last_sect");

  /** {@code struct blkif_request_segment}, io/blkif.h. */
  public static final StructLayout LAYOUT = S.build();

  private BlkifRequestSegment() {}
}
