package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks what a port is bound to. */
public final class EvtchnStatus {
  private static final StructLayout.Builder S = StructLayout.of("evtchn_status", "event_channel.h");
  public static final Field.U16 DOM = S.domid("dom");
  public static final Field.U32 PORT = S.port("port");
  public static final Field.U32 STATUS = S.u32("status");
  public static final Field.U32 VCPU = S.u32("vcpu");
  private static final StructLayout.Builder U_MEMBERS = S.union("u");
  private static final StructLayout.Builder UNBOUND_MEMBERS = U_MEMBERS.nested("unbound");
  public static final Field.U16 UNBOUND_DOM = UNBOUND_MEMBERS.domid("dom");
  private static final StructLayout.Builder INTERDOMAIN_MEMBERS = U_MEMBERS.nested("interdomain");
  public static final Field.U16 INTERDOMAIN_DOM = INTERDOMAIN_MEMBERS.domid("dom");
  public static final Field.U32 INTERDOMAIN_PORT = INTERDOMAIN_MEMBERS.port("port");
  public static final Field.U32 PIRQ = U_MEMBERS.u32("pirq");
  public static final Field.U32 VIRQ = U_MEMBERS.u32("virq");

  /** {@code struct evtchn_status}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnStatus() {}
}
