package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** A request whose segments stand in granted pages of their own. */
public final class BlkifRequestIndirect {
  /** The most pages of segments. */
  public static final int MAX_PAGES = 8;

  private static final StructLayout.Builder S =
      StructLayout.of("blkif_request_indirect", "io/blkif.h");
  public static final Field.U8 OPERATION = S.u8("operation");
  public static final Field.U8 INDIRECT_OP = S.u8("indirect_op");
  public static final Field.U16 NR_SEGMENTS = S.u16("nr_segments");
  public static final Field.U64 ID = S.u64("id");
  public static final Field.U64 SECTOR_NUMBER = S.u64("sector_number");
  public static final Field.U16 HANDLE = S.u16("handle");
  public static final Field.Array INDIRECT_GREFS =
      S.array("indirect_grefs", Scalar.GREF, MAX_PAGES);
  public static final Field.U64 PAD = S.only(Abi.PV32).u64("pad");

  /** {@code struct blkif_request_indirect}, io/blkif.h. */
  public static final StructLayout LAYOUT = S.build();

  private BlkifRequestIndirect() {}
}
