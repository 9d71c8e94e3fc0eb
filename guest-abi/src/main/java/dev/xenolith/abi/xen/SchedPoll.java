package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The ports, and until when, SCHEDOP_poll waits. */
public final class SchedPoll {
  private static final StructLayout.Builder S = StructLayout.of("sched_poll", "sched.h");
  public static final Field.Word PORTS = S.pointer("ports");
  public static final Field.U32 NR_PORTS = S.u32("nr_ports");
  public static final Field.U64 TIMEOUT = S.u64("timeout");

  /** {@code struct sched_poll}, sched.h. */
  public static final StructLayout LAYOUT = S.build();

  private SchedPoll() {}
}
