package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for a port bound to an unbound one of another domain. */
public final class EvtchnBindInterdomain {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_bind_interdomain", "event_channel.h");
  public static final Field.U16 REMOTE_DOM = S.domid("remote_dom");
  public static final Field.U32 REMOTE_PORT = S.port("remote_port");
  public static final Field.U32 LOCAL_PORT = S.port("local_port");

  /** {@code struct evtchn_bind_interdomain}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnBindInterdomain() {}
}
