package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** The xenstore's shared page: a ring of requests and one of replies and watch events. */
public final class XenstoreDomainInterface {
  private static final StructLayout.Builder S =
      StructLayout.of("xenstore_domain_interface", "io/xs_wire.h");
  public static final Field.Array REQ = S.array("req", Scalar.CHAR, 1024);
  public static final Field.Array RSP = S.array("rsp", Scalar.CHAR, 1024);
  public static final Field.U32 REQ_CONS = S.u32("req_cons");
  public static final Field.U32 REQ_PROD = S.u32("req_prod");
  public static final Field.U32 RSP_CONS = S.u32("rsp_cons");
  public static final Field.U32 RSP_PROD = S.u32("rsp_prod");
  public static final Field.U32 SERVER_FEATURES = S.u32("server_features");
  public static final Field.U32 CONNECTION = S.u32("connection");
  public static final Field.U32 ERROR = S.u32("error");

  /** {@code struct xenstore_domain_interface}, io/xs_wire.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenstoreDomainInterface() {}
}
