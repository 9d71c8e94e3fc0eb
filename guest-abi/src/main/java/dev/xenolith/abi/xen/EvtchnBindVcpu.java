package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Says which vCPU a port shall notify. */
public final class EvtchnBindVcpu {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_bind_vcpu", "event_channel.h");
  public static final Field.U32 PORT = S.port("port");
  public static final Field.U32 VCPU = S.u32("vcpu");

  /** {@code struct evtchn_bind_vcpu}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnBindVcpu() {}
}
