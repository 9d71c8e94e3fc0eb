package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Where the hypervisor's part of the address space begins. */
public final class XenPlatformParameters {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_platform_parameters", "version.h");
  public static final Field.Word VIRT_START = S.word("virt_start");

  /** {@code struct xen_platform_parameters}, version.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenPlatformParameters() {}
}
