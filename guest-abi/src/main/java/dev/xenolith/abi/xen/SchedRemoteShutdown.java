package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Which domain SCHEDOP_remote_shutdown ends, and why. */
public final class SchedRemoteShutdown {
  private static final StructLayout.Builder S = StructLayout.of("sched_remote_shutdown", "sched.h");
  public static final Field.U16 DOMAIN_ID = S.domid("domain_id");
  public static final Field.U32 REASON = S.u32("reason");

  /** {@code struct sched_remote_shutdown}, sched.h. */
  public static final StructLayout LAYOUT = S.build();

  private SchedRemoteShutdown() {}
}
