package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Takes back one of the kernel's entry points. */
public final class CallbackUnregister {
  private static final StructLayout.Builder S =
      StructLayout.of("callback_unregister", "callback.h");
  public static final Field.U16 TYPE = S.u16("type");
  public static final Field.U16 UNUSED = S.u16("_unused");

  /** {@code struct callback_unregister}, callback.h. */
  public static final StructLayout LAYOUT = S.build();

  private CallbackUnregister() {}
}
