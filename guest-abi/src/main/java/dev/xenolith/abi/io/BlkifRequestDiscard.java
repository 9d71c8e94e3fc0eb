package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A request to forget what a range of sectors holds. */
public final class BlkifRequestDiscard {
  /** The contents must not be recoverable. */
  public static final int SECURE = 1;

  private static final StructLayout.Builder S =
      StructLayout.of("blkif_request_discard", "io/blkif.h");
  public static final Field.U8 OPERATION = S.u8("operation");
  public static final Field.U8 FLAG = S.u8("flag");
  public static final Field.U16 HANDLE = S.u16("handle");
  public static final Field.U64 ID = S.u64("id");
  public static final Field.U64 SECTOR_NUMBER = S.u64("sector_number");
  public static final Field.U64 NR_SECTORS = S.u64("nr_sectors");

  /** {@code struct blkif_request_discard}, io/blkif.h. */
  public static final StructLayout LAYOUT = S.build();

  private BlkifRequestDiscard() {}
}
