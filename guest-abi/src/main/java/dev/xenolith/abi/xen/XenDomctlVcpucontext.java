package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Names a vCPU and where its state is to be read from or written to. */
public final class XenDomctlVcpucontext {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_vcpucontext", "domctl.h");
  public static final Field.U32 VCPU = S.u32("vcpu");
  public static final Field.U64 CTXT = S.pointer64("ctxt");

  /** {@code struct xen_domctl_vcpucontext}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlVcpucontext() {}
}
