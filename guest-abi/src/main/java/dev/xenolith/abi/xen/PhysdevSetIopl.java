package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The I/O privilege level of the calling vCPU. */
public final class PhysdevSetIopl {
  private static final StructLayout.Builder S = StructLayout.of("physdev_set_iopl", "physdev.h");
  public static final Field.U32 IOPL = S.u32("iopl");

  /** {@code struct physdev_set_iopl}, physdev.h. */
  public static final StructLayout LAYOUT = S.build();

  private PhysdevSetIopl() {}
}
