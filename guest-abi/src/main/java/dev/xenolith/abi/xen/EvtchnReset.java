package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Names the domain whose ports shall all be closed. */
public final class EvtchnReset {
  private static final StructLayout.Builder S = StructLayout.of("evtchn_reset", "event_channel.h");
  public static final Field.U16 DOM = S.domid("dom");

  /** {@code struct evtchn_reset}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnReset() {}
}
