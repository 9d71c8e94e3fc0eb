package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * The page of indices of a pair of byte streams, as every protocol made with
 * DEFINE_XEN_FLEX_RING_AND_INTF has it. "In" leads to the front end. The streams are the halves of
 * further pages, which the page of indices names. Indices run freely and are masked on use.
 */
public final class Xen9pfsDataIntf {
  private static final int PAD_BYTES = 56;

  private static final StructLayout.Builder S = StructLayout.of("xen_9pfs_data_intf", "io/9pfs.h");
  public static final Field.U32 IN_CONS = S.u32("in_cons");
  public static final Field.U32 IN_PROD = S.u32("in_prod");
  public static final Field.Array PAD1 = S.array("pad1", Scalar.U8, PAD_BYTES);
  public static final Field.U32 OUT_CONS = S.u32("out_cons");
  public static final Field.U32 OUT_PROD = S.u32("out_prod");
  public static final Field.Array PAD2 = S.array("pad2", Scalar.U8, PAD_BYTES);

  /** Binary logarithm of how many pages the two streams have together. */
  public static final Field.U32 RING_ORDER = S.u32("ring_order");

  /** Grants of these pages. */
  public static final Field.Array REF = S.array("ref", Scalar.U32, 0);

  /** {@code struct xen_9pfs_data_intf}, io/9pfs.h. */
  public static final StructLayout LAYOUT = S.build();

  private Xen9pfsDataIntf() {}

  /** Where the grant of a page is. There are as many as {@link #RING_ORDER} says. */
  public static int refAt(int page) {
    return REF.at(Abi.PV64) + page * Integer.BYTES;
  }
}
