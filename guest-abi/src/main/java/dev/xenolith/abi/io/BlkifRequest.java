package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** What a front end wants of a disk; the operation says which layout the rest has. */
public final class BlkifRequest {
  /** The most segments of a request that is not indirect. */
  public static final int MAX_SEGMENTS = 11;

  private static final StructLayout.Builder S = StructLayout.of("blkif_request", "io/blkif.h");
  public static final Field.U8 OPERATION = S.u8("operation");
  public static final Field.U8 NR_SEGMENTS = S.u8("nr_segments");
  public static final Field.U16 HANDLE = S.u16("handle");
  public static final Field.U64 ID = S.u64("id");
  public static final Field.U64 SECTOR_NUMBER = S.u64("sector_number");
  public static final Field.Array SEG = S.array("seg", BlkifRequestSegment.LAYOUT, MAX_SEGMENTS);

  /** {@code struct blkif_request}, io/blkif.h. */
  public static final StructLayout LAYOUT = S.build();

  private BlkifRequest() {}
}
