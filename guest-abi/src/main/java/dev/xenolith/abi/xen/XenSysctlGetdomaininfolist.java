package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for information on domains, in order of their numbers. */
public final class XenSysctlGetdomaininfolist {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_getdomaininfolist", "sysctl.h");
  public static final Field.U16 FIRST_DOMAIN = S.domid("first_domain");
  public static final Field.U32 MAX_DOMAINS = S.u32("max_domains");
  public static final Field.U64 BUFFER = S.pointer64("buffer");
  public static final Field.U32 NUM_DOMAINS = S.u32("num_domains");

  /** {@code struct xen_sysctl_getdomaininfolist}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlGetdomaininfolist() {}
}
