package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Names the port to unmask, raising the upcall where it is pending. */
public final class EvtchnUnmask {
  private static final StructLayout.Builder S = StructLayout.of("evtchn_unmask", "event_channel.h");
  public static final Field.U32 PORT = S.port("port");

  /** {@code struct evtchn_unmask}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnUnmask() {}
}
