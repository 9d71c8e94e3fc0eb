package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A code address: with its selector in the 32-bit ABI, alone in the 64-bit one. */
public final class XenCallback {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_callback", "arch-x86/xen-x86_32.h");
  public static final Field.Word CS = S.only(Abi.PV32).word("cs");
  public static final Field.Word EIP = S.word("eip");

  /** {@code struct xen_callback}, arch-x86/xen-x86_32.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenCallback() {}
}
