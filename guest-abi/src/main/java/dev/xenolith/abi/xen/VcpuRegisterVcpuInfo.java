package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Where a vCPU's vcpu_info shall be from now on. */
public final class VcpuRegisterVcpuInfo {
  private static final StructLayout.Builder S =
      StructLayout.of("vcpu_register_vcpu_info", "vcpu.h");
  public static final Field.U64 MFN = S.u64("mfn");
  public static final Field.U32 OFFSET = S.u32("offset");
  private static final Field.U32 RSVD = S.u32("rsvd");

  /** {@code struct vcpu_register_vcpu_info}, vcpu.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuRegisterVcpuInfo() {}
}
