package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The period of the periodic timer, in ns. */
public final class VcpuSetPeriodicTimer {
  private static final StructLayout.Builder S =
      StructLayout.of("vcpu_set_periodic_timer", "vcpu.h");
  public static final Field.U64 PERIOD_NS = S.u64("period_ns");

  /** {@code struct vcpu_set_periodic_timer}, vcpu.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuSetPeriodicTimer() {}
}
