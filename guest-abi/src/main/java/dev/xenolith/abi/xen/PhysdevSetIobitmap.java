package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The I/O permission bitmap of the calling vCPU. */
public final class PhysdevSetIobitmap {
  private static final StructLayout.Builder S =
      StructLayout.of("physdev_set_iobitmap", "physdev.h");
  public static final Field.Word BITMAP = S.pointer("bitmap");
  public static final Field.U32 NR_PORTS = S.u32("nr_ports");

  /** {@code struct physdev_set_iobitmap}, physdev.h. */
  public static final StructLayout LAYOUT = S.build();

  private PhysdevSetIobitmap() {}
}
