package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks which physical CPU a vCPU is pinned to. */
public final class VcpuGetPhysid {
  private static final StructLayout.Builder S = StructLayout.of("vcpu_get_physid", "vcpu.h");
  public static final Field.U64 PHYS_ID = S.u64("phys_id");

  /** {@code struct vcpu_get_physid}, vcpu.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuGetPhysid() {}
}
