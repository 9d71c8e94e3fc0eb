package dev.xenolith.abi.call;

/** Sub-operations of event_channel_op (event_channel.h: EVTCHNOP_*). */
public enum EventChannelOp implements SubOp {
  BIND_INTERDOMAIN(0, "EVTCHNOP_bind_interdomain"),
  BIND_VIRQ(1, "EVTCHNOP_bind_virq"),
  BIND_PIRQ(2, "EVTCHNOP_bind_pirq"),
  CLOSE(3, "EVTCHNOP_close"),
  SEND(4, "EVTCHNOP_send"),
  STATUS(5, "EVTCHNOP_status"),
  ALLOC_UNBOUND(6, "EVTCHNOP_alloc_unbound"),
  BIND_IPI(7, "EVTCHNOP_bind_ipi"),
  BIND_VCPU(8, "EVTCHNOP_bind_vcpu"),
  UNMASK(9, "EVTCHNOP_unmask"),
  RESET(10, "EVTCHNOP_reset"),
  INIT_CONTROL(11, "EVTCHNOP_init_control"),
  EXPAND_ARRAY(12, "EVTCHNOP_expand_array"),
  SET_PRIORITY(13, "EVTCHNOP_set_priority"),
  RESET_CONT(14, "EVTCHNOP_reset_cont");

  private static final SubOpTable<EventChannelOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  EventChannelOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static EventChannelOp of(long number) {
    return TABLE.of(number);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "event_channel.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.EVENT_CHANNEL_OP;
  }
}
