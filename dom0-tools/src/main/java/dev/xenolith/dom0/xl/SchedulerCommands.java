package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The commands about CPU pools, schedulers and affinities. */
final class SchedulerCommands {
  private static final String SHARES = "%-33s %4s %6s %4s";
  private static final int MOST_CPU = 63;

  private SchedulerCommands() {}

  private static List<Tree> pools(Session s)
      throws IOException, RefusedException, CommandFailedException {
    return s.host().get("/v1/cpupools").tree().list("pools");
  }

  static int pools(Session s, Words w) throws Exception {
    List<Tree> pools = pools(s);
    if (w.count() > 0) {
      pools = pools.stream().filter(p -> p.text("name").equals(w.at(0))).toList();
      if (pools.isEmpty()) {
        throw CommandFailedException.plain("Pool '" + Printable.of(w.at(0)) + "' does not exist");
      }
    }
    boolean cpus = w.has("cpus");
    s.out.println(
        "Name               " + (cpus ? "CPU list" : "CPUs   Sched     Active   Domain count"));
    for (Tree p : pools) {
      String name = "%-19s".formatted(Printable.of(p.text("name")));
      List<String> list = p.texts("cpus");
      s.out.println(
          name
              + (cpus
                  ? String.join(",", list)
                  : "%3d %9s       y       %4d"
                      .formatted(list.size(), p.text("scheduler"), p.number("domains"))));
    }
    return 0;
  }

  /** The pools that are meant: all, or the one that is named. */
  private static List<Tree> chosen(Session s, Words w, String scheduler) throws Exception {
    List<Tree> pools = pools(s);
    if (w.has("cpupool")) {
      String name = w.value("cpupool").orElse("");
      pools = pools.stream().filter(p -> p.text("name").equals(name)).toList();
      if (pools.isEmpty()) {
        throw CommandFailedException.plain("unknown cpupool '" + Printable.of(name) + "'");
      }
    }
    return pools.stream().filter(p -> p.text("scheduler").equals(scheduler)).toList();
  }

  static int credit(Session s, Words w) throws Exception {
    boolean setsDomain = w.has("weight") || w.has("cap");
    boolean setsPool = w.has("tslice_ms") || w.has("ratelimit_us") || w.has("migration_delay_us");
    if (w.has("d") && (w.has("s") || setsPool || w.has("cpupool"))) {
      throw CommandFailedException.plain("Can't specify scheduler-wide options with a domain.");
    }
    if (!w.has("d") && setsDomain) {
      throw CommandFailedException.plain("Must specify a domain.");
    }
    if (!w.has("s") && setsPool) {
      throw CommandFailedException.plain(
          "Must specify schedparam to set schedule parameter values.");
    }
    if (w.has("s")) {
      return schedule(s, w, setsPool);
    }
    if (w.has("d")) {
      return share(s, w, setsDomain);
    }
    for (Tree pool : chosen(s, w, "credit")) {
      s.out.println(schedule(pool));
      shares(s, s.host().get("/v1/shares").tree());
    }
    return 0;
  }

  private static int schedule(Session s, Words w, boolean sets) throws Exception {
    List<Tree> pools = chosen(s, w, "credit");
    if (!sets) {
      pools.forEach(p -> s.out.println(schedule(p)));
      return 0;
    }
    JsonText json = new JsonText().put("pool", pools.isEmpty() ? 0 : pools.getFirst().number("id"));
    number(w, "tslice_ms", "slice_ms", json);
    number(w, "ratelimit_us", "ratelimit_us", json);
    number(w, "migration_delay_us", "migration_delay_us", json);
    return set(s, "/v1/cpupools", json, "libxl_sched_credit_params_set failed.");
  }

  private static String schedule(Tree pool) {
    return "Cpupool %s: tslice=%dms ratelimit=%dus migration-delay=%dus"
        .formatted(
            Printable.of(pool.text("name")),
            pool.number("slice_ms"),
            pool.number("ratelimit_us"),
            pool.number("migration_delay_us"));
  }

  private static int share(Session s, Words w, boolean sets) throws Exception {
    long domid = s.domain(w.value("d").orElse("")).number("domid");
    if (!sets) {
      shares(s, s.host().get("/v1/shares?domain=" + domid).tree());
      return 0;
    }
    JsonText json = new JsonText();
    number(w, "weight", "weight", json);
    number(w, "cap", "cap", json);
    String path = Session.path(Long.toString(domid)) + "/share";
    return set(s, path, json, "libxl_domain_sched_params_set failed.");
  }

  private static void shares(Session s, Tree answer) {
    s.out.println(SHARES.formatted("Name", "ID", "Weight", "Cap"));
    for (Tree d : answer.list("shares")) {
      s.out.println(
          SHARES.formatted(
              Printable.of(d.text("name")), d.text("domid"), d.text("weight"), d.text("cap")));
    }
  }

  private static void number(Words w, String option, String member, JsonText json)
      throws UsageException {
    if (w.has(option)) {
      String text = w.value(option).orElse("");
      if (!text.matches("[0-9]{1,9}")) {
        throw new UsageException("--" + option + " takes a number, found '" + text + "'");
      }
      json.put(member, Long.parseLong(text));
    }
  }

  private static int set(Session s, String path, JsonText json, String failure) throws Exception {
    try {
      s.host().post(path, json.toString());
      return 0;
    } catch (RefusedException e) {
      s.err.println("xl: " + Printable.of(e.getMessage()));
      throw CommandFailedException.plain(failure);
    }
  }

  /** Schedulers that exist in Xen and run no pool here: the real xl lists nothing then. */
  static int other(Session s, Words w, String scheduler, String header) throws Exception {
    if (w.has("d")) {
      s.domain(w.value("d").orElse(""));
      s.out.println(header);
      throw CommandFailedException.plain(
          "libxl_domain_sched_params_get returned credit not " + scheduler + ".");
    }
    if (w.has("s")) {
      for (Tree pool : chosen(s, w, "credit")) {
        s.out.println(
            "Cpupool %s: [sched params unavailable]".formatted(Printable.of(pool.text("name"))));
        s.err.println("libxl_sched_" + scheduler + "_params_get failed.");
      }
      return 0;
    }
    for (Tree pool : chosen(s, w, scheduler)) {
      s.out.println(pool.text("name"));
    }
    return 0;
  }

  static int credit2(Session s, Words w) throws Exception {
    if (!w.has("d") && (w.has("weight") || w.has("cap"))) {
      throw CommandFailedException.plain("Must specify a domain.");
    }
    return other(s, w, "credit2", SHARES.formatted("Name", "ID", "Weight", "Cap"));
  }

  static int rtds(Session s, Words w) throws Exception {
    if (!w.has("d") && (w.has("period") || w.has("budget") || w.has("extratime"))) {
      throw CommandFailedException.plain("Must specify a domain.");
    }
    return other(
        s,
        w,
        "rtds",
        "%-33s %4s %9s %9s %10s".formatted("Name", "ID", "Period", "Budget", "Extratime"));
  }

  static int pin(Session s, Words w) throws Exception {
    long domid = s.domain(w.at(0)).number("domid");
    boolean all = w.at(1).equals("all");
    if (!all && !w.at(1).matches("[0-9]{1,5}")) {
      throw CommandFailedException.plain(
          "Error: Invalid argument " + Printable.of(w.at(1)) + " as VCPU.");
    }
    JsonText json = new JsonText().put("force", w.has("force"));
    if (!all) {
      json.put("vcpu", Long.parseLong(w.at(1)));
    }
    cpus(w.at(2), "hard", json);
    cpus(w.count() > 3 ? w.at(3) : "-", "soft", json);
    String path = Session.path(Long.toString(domid)) + "/affinity";
    return set(
        s,
        path,
        json,
        all
            ? "Could not set affinity."
            : "Could not set affinity for vcpu `" + Long.parseLong(w.at(1)) + "'.");
  }

  /** {@code all}, {@code 1,3-5,^4}, or a dash to leave it: libxl's lists of CPUs. */
  private static void cpus(String list, String member, JsonText json)
      throws CommandFailedException {
    if (list.equals("-")) {
      return;
    }
    TreeSet<Long> cpus = new TreeSet<>();
    for (String item : list.split(",", -1)) {
      boolean without = item.startsWith("^");
      String range = without ? item.substring(1) : item;
      if (range.equals("all")) {
        range = "0-" + MOST_CPU;
      }
      if (!range.matches("[0-9]{1,2}(-[0-9]{1,2})?")) {
        throw CommandFailedException.plain("Error: Invalid argument.");
      }
      String[] ends = range.split("-");
      for (long cpu = Long.parseLong(ends[0]);
          cpu <= Long.parseLong(ends[ends.length - 1]);
          cpu++) {
        if (without) {
          cpus.remove(cpu);
        } else {
          cpus.add(cpu);
        }
      }
    }
    if (cpus.isEmpty()) {
      throw CommandFailedException.plain("vcpu " + member + " affinity map is empty");
    }
    json.putNumbers(member, new ArrayList<>(cpus));
  }
}
