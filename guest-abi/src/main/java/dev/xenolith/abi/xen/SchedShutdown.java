package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The reason of SCHEDOP_shutdown. */
public final class SchedShutdown {
  private static final StructLayout.Builder S = StructLayout.of("sched_shutdown", "sched.h");
  public static final Field.U32 REASON = S.u32("reason");

  /** {@code struct sched_shutdown}, sched.h. */
  public static final StructLayout LAYOUT = S.build();

  private SchedShutdown() {}
}
