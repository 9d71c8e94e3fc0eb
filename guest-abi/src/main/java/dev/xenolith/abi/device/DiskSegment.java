package dev.xenolith.abi.device;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A range of machine memory that a disk command reads or writes. */
public final class DiskSegment {
  private static final StructLayout.Builder S = StructLayout.of("disk_segment", "");
  public static final Field.U64 ADDRESS = S.u64("address");

  /** A multiple of the sector size. */
  public static final Field.U32 BYTES = S.u32("bytes");

  public static final Field.U32 RESERVED = S.u32("reserved");

  /** The layout. */
  public static final StructLayout LAYOUT = S.build();

  private DiskSegment() {}
}
