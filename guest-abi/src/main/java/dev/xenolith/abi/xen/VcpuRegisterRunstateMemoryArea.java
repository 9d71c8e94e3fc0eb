package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Where Xen shall keep a copy of a vCPU's runstate_info. */
public final class VcpuRegisterRunstateMemoryArea {
  private static final StructLayout.Builder S =
      StructLayout.of("vcpu_register_runstate_memory_area", "vcpu.h");
  private static final StructLayout.Builder ADDR_MEMBERS = S.union("addr");
  public static final Field.Word ADDR_H = ADDR_MEMBERS.pointer("h");
  public static final Field.Word ADDR_V = ADDR_MEMBERS.pointer("v");
  public static final Field.U64 ADDR_P = ADDR_MEMBERS.u64("p");

  /** {@code struct vcpu_register_runstate_memory_area}, vcpu.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuRegisterRunstateMemoryArea() {}
}
