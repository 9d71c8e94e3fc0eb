package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** When the one-shot timer fires, in ns of system time. */
public final class VcpuSetSingleshotTimer {
  private static final StructLayout.Builder S =
      StructLayout.of("vcpu_set_singleshot_timer", "vcpu.h");
  public static final Field.U64 TIMEOUT_ABS_NS = S.u64("timeout_abs_ns");
  public static final Field.U32 FLAGS = S.u32("flags");

  /** {@code struct vcpu_set_singleshot_timer}, vcpu.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuSetSingleshotTimer() {}
}
