package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Sets a port's FIFO priority. */
public final class EvtchnSetPriority {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_set_priority", "event_channel.h");
  public static final Field.U32 PORT = S.port("port");
  public static final Field.U32 PRIORITY = S.u32("priority");

  /** {@code struct evtchn_set_priority}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnSetPriority() {}
}
