package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One slot of a block ring: first the request, then in its place the response. */
public final class BlkifSringEntry {
  private static final StructLayout.Builder U =
      StructLayout.unionOf("blkif_sring_entry", "io/blkif.h");
  public static final Field.Struct REQ = U.struct("req", BlkifRequest.LAYOUT);
  public static final Field.Struct RSP = U.struct("rsp", BlkifResponse.LAYOUT);

  /** {@code union blkif_sring_entry}, io/blkif.h. */
  public static final StructLayout LAYOUT = U.build();

  private BlkifSringEntry() {}
}
