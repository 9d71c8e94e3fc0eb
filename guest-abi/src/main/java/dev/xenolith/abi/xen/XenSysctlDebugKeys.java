package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Debug keys, as if typed at the hypervisor's console. */
public final class XenSysctlDebugKeys {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_debug_keys", "sysctl.h");
  public static final Field.U64 KEYS = S.pointer64("keys");
  public static final Field.U32 NR_KEYS = S.u32("nr_keys");

  /** {@code struct xen_sysctl_debug_keys}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlDebugKeys() {}
}
