package dev.xenolith.abi.xen;

import dev.xenolith.abi.num.AbiNumber;

/** What EVTCHNOP_status says a port is. */
public enum EvtchnState implements AbiNumber {
  CLOSED(0, "EVTCHNSTAT_closed"),
  UNBOUND(1, "EVTCHNSTAT_unbound"),
  INTERDOMAIN(2, "EVTCHNSTAT_interdomain"),
  PIRQ(3, "EVTCHNSTAT_pirq"),
  VIRQ(4, "EVTCHNSTAT_virq"),
  IPI(5, "EVTCHNSTAT_ipi");

  /** The number in the header. */
  public final int number;

  private final String cName;

  EvtchnState(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static EvtchnState of(long number) {
    for (EvtchnState c : values()) {
      if (c.number == number) {
        return c;
      }
    }
    return null;
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
}
