package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Reads the hypervisor's own log. */
public final class XenSysctlReadconsole {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_readconsole", "sysctl.h");
  public static final Field.U8 CLEAR = S.u8("clear");
  public static final Field.U8 INCREMENTAL = S.u8("incremental");
  private static final Field.U8 PAD0 = S.u8("pad0");
  private static final Field.U8 PAD1 = S.u8("pad1");
  public static final Field.U32 INDEX = S.u32("index");
  public static final Field.U64 BUFFER = S.pointer64("buffer");
  public static final Field.U32 COUNT = S.u32("count");

  /** {@code struct xen_sysctl_readconsole}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlReadconsole() {}
}
