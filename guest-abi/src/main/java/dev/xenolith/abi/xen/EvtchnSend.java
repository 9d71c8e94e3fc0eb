package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Names the port to send on. */
public final class EvtchnSend {
  private static final StructLayout.Builder S = StructLayout.of("evtchn_send", "event_channel.h");
  public static final Field.U32 PORT = S.port("port");

  /** {@code struct evtchn_send}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnSend() {}
}
