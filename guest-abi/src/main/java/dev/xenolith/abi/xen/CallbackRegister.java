package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Sets one of the kernel's entry points. */
public final class CallbackRegister {
  private static final StructLayout.Builder S = StructLayout.of("callback_register", "callback.h");
  public static final Field.U16 TYPE = S.u16("type");
  public static final Field.U16 FLAGS = S.u16("flags");
  public static final Field.Struct ADDRESS = S.struct("address", XenCallback.LAYOUT);

  /** {@code struct callback_register}, callback.h. */
  public static final StructLayout LAYOUT = S.build();

  private CallbackRegister() {}
}
