package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for a port that a virtual interrupt raises. */
public final class EvtchnBindVirq {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_bind_virq", "event_channel.h");
  public static final Field.U32 VIRQ = S.u32("virq");
  public static final Field.U32 VCPU = S.u32("vcpu");
  public static final Field.U32 PORT = S.port("port");

  /** {@code struct evtchn_bind_virq}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnBindVirq() {}
}
