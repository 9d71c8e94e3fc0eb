package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for a port that a named domain may bind to. */
public final class EvtchnAllocUnbound {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_alloc_unbound", "event_channel.h");
  public static final Field.U16 DOM = S.domid("dom");
  public static final Field.U16 REMOTE_DOM = S.domid("remote_dom");
  public static final Field.U32 PORT = S.port("port");

  /** {@code struct evtchn_alloc_unbound}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnAllocUnbound() {}
}
