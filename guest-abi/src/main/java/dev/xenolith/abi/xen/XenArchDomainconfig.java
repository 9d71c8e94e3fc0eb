package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The x86 part of a domain's configuration. */
public final class XenArchDomainconfig {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_arch_domainconfig", "arch-x86/xen.h");
  public static final Field.U32 EMULATION_FLAGS = S.u32("emulation_flags");
  public static final Field.U32 MISC_FLAGS = S.u32("misc_flags");

  /** {@code struct xen_arch_domainconfig}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenArchDomainconfig() {}
}
