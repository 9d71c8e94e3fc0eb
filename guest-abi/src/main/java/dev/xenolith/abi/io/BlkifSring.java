package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * A shared ring of requests and responses, as every protocol made with DEFINE_RING_TYPES has it.
 * Indices run freely and are masked on use.
 */
public final class BlkifSring {
  private static final int PRIVATE_BYTES = 4;
  private static final int PAD_BYTES = 44;

  private static final StructLayout.Builder S = StructLayout.of("blkif_sring", "io/blkif.h");
  public static final Field.U32 REQ_PROD = S.u32("req_prod");
  public static final Field.U32 REQ_EVENT = S.u32("req_event");
  public static final Field.U32 RSP_PROD = S.u32("rsp_prod");
  public static final Field.U32 RSP_EVENT = S.u32("rsp_event");
  private static final StructLayout.Builder PVT_MEMBERS = S.union("pvt");
  public static final Field.Array PVT_PAD = PVT_MEMBERS.array("pvt_pad", Scalar.U8, PRIVATE_BYTES);
  public static final Field.Array PAD = S.array("__pad", Scalar.U8, PAD_BYTES);

  /** The first slot; a ring has as many as fit, rounded down to a power of two. */
  public static final Field.Array RING = S.array("ring", BlkifSringEntry.LAYOUT, 1);

  /** {@code struct blkif_sring}, io/blkif.h. */
  public static final StructLayout LAYOUT = S.build();

  private BlkifSring() {}
}
