package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What a vCPU is doing, since when, and how long it has been in each state, in ns. */
public final class VcpuRunstateInfo {
  private static final StructLayout.Builder S = StructLayout.of("vcpu_runstate_info", "vcpu.h");
  public static final Field.U32 STATE = S.s32("state");
  public static final Field.U64 STATE_ENTRY_TIME = S.u64("state_entry_time");
  public static final Field.Array TIME = S.array("time", Scalar.U64, 4);

  /** {@code struct vcpu_runstate_info}, vcpu.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuRunstateInfo() {}
}
