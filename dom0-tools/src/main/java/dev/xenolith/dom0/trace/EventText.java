package dev.xenolith.dom0.trace;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.HexFormat;
import java.util.Locale;

/** Events other than hypercalls, one line each. */
final class EventText {
  private static final String[] EXCEPTIONS = {
    "#DE",
    "#DB",
    "NMI",
    "#BP",
    "#OF",
    "#BR",
    "#UD",
    "#NM",
    "#DF",
    "#09",
    "#TS",
    "#NP",
    "#SS",
    "#GP",
    "#PF",
    "#SPURIOUS",
    "#MF",
    "#AC",
    "#MC",
    "#XM"
  };

  private EventText() {}

  static String of(TraceEvent event) {
    return switch (event) {
      case TraceEvent.TrapDelivered t -> trap(t);
      case TraceEvent.Emulated e -> emulated(e);
      case TraceEvent.PageTypeChanged p -> pageType(p);
      case TraceEvent.EventSent e ->
          "event sent on port "
              + e.portRaw()
              + " to "
              + new DomId(e.toDomainRaw())
              + " port "
              + e.toPortRaw();
      case TraceEvent.EventPending e ->
          "event pending on port "
              + e.portRaw()
              + " ("
              + e.source()
              + ")"
              + (e.woken() ? "" : ", masked");
      case TraceEvent.Scheduled s -> "vcpu " + lower(s.change());
      case TraceEvent.Timer t ->
          (t.fired() ? "timer fired, set for " : "timer set for ")
              + ValueText.seconds(t.deadlineNanos(), 9)
              + "s";
      case TraceEvent.GrantUsed g -> grant(g);
      case TraceEvent.DomainChanged d ->
          "domain " + lower(d.change()) + (d.detail().isEmpty() ? "" : ": " + d.detail());
      case TraceEvent.Refused r -> "refused: " + r.why();
      case TraceEvent.HypercallEnter h -> "hypercall " + h.number();
      case TraceEvent.HypercallExit h -> "hypercall " + h.number() + " = " + h.result();
    };
  }

  private static String emulated(TraceEvent.Emulated e) {
    return (e.done() ? "emulated " : "not emulated ")
        + e.what()
        + " at "
        + code(e.cs(), e.ip())
        + " ["
        + HexFormat.ofDelimiter(" ").formatHex(e.instruction())
        + "]";
  }

  private static String pageType(TraceEvent.PageTypeChanged p) {
    return new Mfn(p.mfnRaw())
        + " of "
        + new DomId(p.ownerRaw())
        + ": "
        + p.from()
        + " -> "
        + p.to()
        + " (used as that "
        + p.typeCount()
        + (p.typeCount() == 1 ? " time)" : " times)");
  }

  private static String trap(TraceEvent.TrapDelivered t) {
    String what =
        switch (t.kind()) {
          case EXCEPTION -> "exception " + exception(t);
          case SOFTWARE_INTERRUPT -> "int 0x" + Integer.toHexString(t.vector());
          case EVENT_UPCALL -> "event upcall";
          case FAILSAFE -> "failsafe callback";
          case NMI -> "NMI";
          case SYSCALL -> "system call";
        };
    return what + " at " + code(t.cs(), t.ip()) + " -> " + code(t.handlerCs(), t.handlerIp());
  }

  private static String exception(TraceEvent.TrapDelivered t) {
    String name = t.vector() < EXCEPTIONS.length ? EXCEPTIONS[t.vector()] : "" + t.vector();
    String code = t.errorCode() == -1 ? "" : " code " + ValueText.hex(t.errorCode());
    return name + code + (t.vector() == 14 ? " address " + ValueText.hex(t.cr2()) : "");
  }

  private static String grant(TraceEvent.GrantUsed g) {
    GrantStatus status = GrantStatus.of(g.status());
    return "grant "
        + lower(g.action())
        + " "
        + new DomId(g.granterRaw())
        + " gref "
        + g.refRaw()
        + " "
        + new Mfn(g.mfnRaw())
        + " handle "
        + g.handleRaw()
        + " = "
        + (status != null ? status.cName() : "" + g.status());
  }

  private static String code(int cs, long ip) {
    return Integer.toHexString(cs) + ":" + Long.toHexString(ip);
  }

  static String lower(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
