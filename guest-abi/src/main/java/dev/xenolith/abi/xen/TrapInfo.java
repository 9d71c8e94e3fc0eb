package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** One entry of the trap table: a vector and the handler for it. */
public final class TrapInfo {
  private static final StructLayout.Builder S = StructLayout.of("trap_info", "arch-x86/xen.h");
  public static final Field.U8 VECTOR = S.u8("vector");
  public static final Field.U8 FLAGS = S.u8("flags");
  public static final Field.U16 CS = S.u16("cs");
  public static final Field.Word ADDRESS = S.word("address");

  /** {@code struct trap_info}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private TrapInfo() {}
}
