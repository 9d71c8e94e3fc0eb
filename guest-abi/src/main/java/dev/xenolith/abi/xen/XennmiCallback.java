package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The handler of nmi_op. */
public final class XennmiCallback {
  private static final StructLayout.Builder S = StructLayout.of("xennmi_callback", "nmi.h");
  public static final Field.Word HANDLER_ADDRESS = S.word("handler_address");
  private static final Field.Word PAD = S.word("pad");

  /** {@code struct xennmi_callback}, nmi.h. */
  public static final StructLayout LAYOUT = S.build();

  private XennmiCallback() {}
}
