package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** A watchdog and its time, in seconds. */
public final class SchedWatchdog {
  private static final StructLayout.Builder S = StructLayout.of("sched_watchdog", "sched.h");
  public static final Field.U32 ID = S.u32("id");
  public static final Field.U32 TIMEOUT = S.u32("timeout");

  /** {@code struct sched_watchdog}, sched.h. */
  public static final StructLayout LAYOUT = S.build();

  private SchedWatchdog() {}
}
