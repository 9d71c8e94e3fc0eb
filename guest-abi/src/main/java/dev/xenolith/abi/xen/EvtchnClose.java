package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Names the port to close. */
public final class EvtchnClose {
  private static final StructLayout.Builder S = StructLayout.of("evtchn_close", "event_channel.h");
  public static final Field.U32 PORT = S.port("port");

  /** {@code struct evtchn_close}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnClose() {}
}
