package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands that show domains. */
final class ListCommands {
  private static final double NANOS = 1e9;
  private static final int KIB_PER_MIB = 1024;

  private ListCommands() {}

  static int list(Session s, Words w) throws Exception {
    List<Tree> domains;
    if (w.count() > 0) {
      domains = List.of(one(s, w.at(0)));
    } else {
      domains = s.host().get("/v1/domains").tree().list("domains");
    }
    if (w.has("long")) {
      s.out.println(LongListing.of(s, domains));
      return 0;
    }
    boolean verbose = w.has("verbose");
    boolean context = verbose || w.has("context");
    s.out.println(
        "Name                                        ID   Mem VCPUs\tState\tTime(s)"
            + (verbose ? "   UUID                            Reason-Code\tSecurity Label" : "")
            + (context && !verbose ? "   Security Label" : "")
            + (w.has("cpupool") ? "         Cpupool" : "")
            + (w.has("numa") ? " NODE Affinity" : ""));
    for (Tree domain : domains) {
      s.out.println(
          row(domain)
              + (verbose ? reason(domain) : "")
              + (context ? " %16s".formatted("-") : "")
              + (w.has("cpupool") ? "%16s".formatted("Pool-0") : "")
              + (w.has("numa") ? " all" : ""));
    }
    return 0;
  }

  /** Memory that is set aside for domains that do not have it yet. */
  static int claims(Session s, Words w) throws Exception {
    s.out.println(
        "Name                                        ID   Mem VCPUs\tState\tTime(s)  Claimed");
    for (Tree d : s.host().get("/v1/domains").tree().list("domains")) {
      s.out.println(row(d) + " %5d".formatted(d.number("claimed_kib") / KIB_PER_MIB));
    }
    return 0;
  }

  /** Pages that domains share with each other: none ever are, of PV domains. */
  static int sharing(Session s, Words w) throws Exception {
    List<Tree> domains =
        w.count() > 0
            ? List.of(s.domain(w.at(0)))
            : s.host().get("/v1/domains").tree().list("domains");
    s.out.println("Name                                        ID   Mem Shared");
    for (Tree d : domains) {
      s.out.println(
          "%-40s %5d %5d  %5d"
              .formatted(
                  Printable.of(d.text("name")),
                  d.number("domid"),
                  d.number("memory_kib") / KIB_PER_MIB,
                  0));
    }
    return 0;
  }

  /** As the real xl, this command has words of its own for a number that is nobody's. */
  private static Tree one(Session s, String domain) throws Exception {
    try {
      return s.domain(domain);
    } catch (dev.xenolith.dom0.client.RefusedException e) {
      if (e.kind().equals("no_domain")) {
        throw CommandFailedException.plain("Error: Domain '" + domain + "' does not exist.");
      }
      throw e;
    }
  }

  private static String row(Tree d) {
    return Cells.left(Printable.of(d.text("name")), 40)
        + Cells.right(d.number("domid"), 6)
        + Cells.right(d.number("memory_kib") / KIB_PER_MIB, 6)
        + Cells.right(d.number("vcpus"), 6)
        + Cells.right(d.text("state"), 11)
        + Cells.seconds(d.number("cpu_time_ns"), 10);
  }

  private static String reason(Tree d) {
    return " %s %8s".formatted(d.text("uuid"), d.text("shutdown_code", "-"));
  }

  static int vmList(Session s, Words w) throws Exception {
    s.out.println("UUID                                  ID    name");
    for (Tree d : s.host().get("/v1/domains").tree().list("domains")) {
      s.out.println(
          "%s  %d    %-30s"
              .formatted(d.text("uuid"), d.number("domid"), Printable.of(d.text("name"))));
    }
    return 0;
  }

  static int domid(Session s, Words w) throws Exception {
    List<Tree> all = s.host().get("/v1/domains").tree().list("domains");
    for (Tree d : all) {
      if (d.text("name").equals(w.at(0))) {
        s.out.println(d.number("domid"));
        return 0;
      }
    }
    throw CommandFailedException.plain(
        "Can't get domid of domain name '"
            + Printable.of(w.at(0))
            + "', maybe this domain does not exist.");
  }

  static int domname(Session s, Words w) throws Exception {
    if (!w.at(0).matches("[0-9]+")) {
      throw CommandFailedException.plain("Invalid domain id.\n");
    }
    for (Tree d : s.host().get("/v1/domains").tree().list("domains")) {
      if (Long.toString(d.number("domid")).equals(w.at(0))) {
        s.out.println(Printable.of(d.text("name")));
        return 0;
      }
    }
    throw CommandFailedException.plain(
        "Can't get domain name of domain id '" + w.at(0) + "', maybe this domain does not exist.");
  }

  static int vcpuList(Session s, Words w) throws Exception {
    s.out.println(
        "Name                                ID  VCPU   CPU State   Time(s) Affinity (Hard /"
            + " Soft)");
    if (w.count() == 0) {
      s.host().get("/v1/vcpus").tree().list("vcpus").forEach(v -> s.out.println(vcpu(v)));
      return 0;
    }
    for (String name : w.rest()) {
      long domid = s.domain(name).number("domid");
      Tree answer = s.host().get("/v1/vcpus?domain=" + domid).tree();
      answer.list("vcpus").forEach(v -> s.out.println(vcpu(v)));
    }
    return 0;
  }

  private static String vcpu(Tree v) {
    boolean online = v.flag("online");
    String state =
        online ? (v.flag("running") ? "r" : "-") + (v.flag("blocked") ? "b-" : "--") : "--p";
    return String.format(
        Locale.ROOT,
        "%-32s %5d %5d%5s %5s %9.1f  all / all",
        Printable.of(v.text("name")),
        v.number("domid"),
        v.number("vcpu"),
        online ? Long.toString(v.number("cpu")) : "-",
        state,
        v.number("cpu_time_ns") / NANOS);
  }

  static int uptime(Session s, Words w) throws Exception {
    List<Tree> domains =
        w.count() == 0 ? s.host().get("/v1/domains").tree().list("domains") : new ArrayList<>();
    for (String name : w.rest()) {
      domains.add(s.domain(name));
    }
    if (!w.has("s")) {
      s.out.println("Name                                ID Uptime");
    }
    domains.forEach(d -> s.out.println(uptime(d, w.has("s"))));
    return 0;
  }

  private static String uptime(Tree d, boolean brief) {
    Duration up = Duration.between(Instant.parse(d.text("started")), Instant.now());
    String days = up.toDays() > 0 ? up.toDays() + " days, " : "";
    String name = Printable.of(d.text("name"));
    if (brief) {
      String now = LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm:ss"));
      String minutes = "%2d:%02d".formatted(up.toHoursPart(), up.toMinutesPart());
      return " %s up %s%s, %s (%d)".formatted(now, days, minutes, name, d.number("domid"));
    }
    String time =
        "%2d:%02d:%02d".formatted(up.toHoursPart(), up.toMinutesPart(), up.toSecondsPart());
    return "%-32s %5d %s%s".formatted(name, d.number("domid"), days, time);
  }
}
