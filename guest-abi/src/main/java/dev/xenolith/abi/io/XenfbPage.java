package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * The page that a screen's halves share: how the picture is laid out, and behind that a ring of
 * events each way. Indices run freely and are taken modulo the length of their ring.
 */
public final class XenfbPage {
  /** Where the ring of events to the front end begins, in bytes, and how many it takes. */
  public static final int IN_RING_OFFSET = 1024;

  public static final int IN_RING_LENGTH = 1024 / XenfbUpdate.EVENT_BYTES;

  /** Where the ring of events to the back end begins, in bytes, and how many it takes. */
  public static final int OUT_RING_OFFSET = 2048;

  public static final int OUT_RING_LENGTH = 2048 / XenfbUpdate.EVENT_BYTES;

  /** How many pages of page numbers there can be. */
  public static final int MOST_DIRECTORIES = 256;

  private static final StructLayout.Builder S = StructLayout.of("xenfb_page", "io/fbif.h");
  public static final Field.U32 IN_CONS = S.u32("in_cons");
  public static final Field.U32 IN_PROD = S.u32("in_prod");
  public static final Field.U32 OUT_CONS = S.u32("out_cons");
  public static final Field.U32 OUT_PROD = S.u32("out_prod");
  public static final Field.U32 WIDTH = S.s32("width");
  public static final Field.U32 HEIGHT = S.s32("height");
  public static final Field.U32 LINE_LENGTH = S.u32("line_length");
  public static final Field.U32 MEM_LENGTH = S.u32("mem_length");
  public static final Field.U8 DEPTH = S.u8("depth");
  public static final Field.Array PD = S.array("pd", Scalar.WORD, MOST_DIRECTORIES);

  /** {@code struct xenfb_page}, io/fbif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenfbPage() {}
}
