package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The physical CPU to pin the caller to; negative undoes it. */
public final class SchedPinOverride {
  private static final StructLayout.Builder S = StructLayout.of("sched_pin_override", "sched.h");
  public static final Field.U32 PCPU = S.s32("pcpu");

  /** {@code struct sched_pin_override}, sched.h. */
  public static final StructLayout LAYOUT = S.build();

  private SchedPinOverride() {}
}
