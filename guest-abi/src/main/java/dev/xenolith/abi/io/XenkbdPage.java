package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/**
 * The page that the halves of a keyboard with its pointer share; behind this a ring of events each
 * way. Indices run freely and are taken modulo the length of their ring.
 */
public final class XenkbdPage {
  /** What every event takes in its ring. */
  public static final int EVENT_BYTES = 40;

  /** Where the ring of events to the front end begins, in bytes, and how many it takes. */
  public static final int IN_RING_OFFSET = 1024;

  public static final int IN_RING_LENGTH = 2048 / EVENT_BYTES;

  /** Where the ring of events to the back end begins, in bytes, and how many it takes. */
  public static final int OUT_RING_OFFSET = 3072;

  public static final int OUT_RING_LENGTH = 1024 / EVENT_BYTES;

  private static final StructLayout.Builder S = StructLayout.of("xenkbd_page", "io/kbdif.h");
  public static final Field.U32 IN_CONS = S.u32("in_cons");
  public static final Field.U32 IN_PROD = S.u32("in_prod");
  public static final Field.U32 OUT_CONS = S.u32("out_cons");
  public static final Field.U32 OUT_PROD = S.u32("out_prod");

  /** {@code struct xenkbd_page}, io/kbdif.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenkbdPage() {}
}
