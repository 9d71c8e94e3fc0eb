package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for a port that a physical interrupt raises. */
public final class EvtchnBindPirq {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_bind_pirq", "event_channel.h");
  public static final Field.U32 PIRQ = S.u32("pirq");
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.U32 PORT = S.port("port");

  /** {@code struct evtchn_bind_pirq}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnBindPirq() {}
}
