package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.util.List;
import java.util.Locale;

/** The commands about vCPUs and memory, and those that send a signal. */
final class ResourceCommands {
  private static final long KIB = 1024;

  private ResourceCommands() {}

  private static int post(Session s, Words w, String what, JsonText json) throws Exception {
    Tree domain = s.domain(w.at(0));
    String path = Session.path(domain) + what;
    s.host().post(path, json.toString());
    return 0;
  }

  static int vcpuSet(Session s, Words w) throws Exception {
    if (!w.at(1).matches("[0-9]{1,6}")) {
      throw CommandFailedException.plain("Error: Invalid argument.");
    }
    Tree domain = s.domain(w.at(0));
    long count = Long.parseLong(w.at(1));
    long cpus = s.host().get("/v1/machine").tree().at("physical").number("cpus");
    boolean grows = count > domain.number("vcpus") && count <= domain.number("max_vcpus");
    if (grows && count > cpus && !w.has("ignore-host")) {
      // The real one's words, spelling and all.
      throw CommandFailedException.plain(
          ("You are overcommmitting! You have %d physical CPUs and want %d vCPUs! Aborting, use"
                  + " --ignore-host to continue")
              .formatted(cpus, count));
    }
    return post(s, w, "/vcpus", new JsonText().put("count", count));
  }

  static int memSet(Session s, Words w) throws Exception {
    return post(s, w, "/memory", new JsonText().put("kib", kib(s, w)));
  }

  static int memMax(Session s, Words w) throws Exception {
    return post(s, w, "/max-memory", new JsonText().put("kib", kib(s, w)));
  }

  /** A size with a unit: b, k, m, g, t; MiB without one. The domain is looked for first. */
  private static long kib(Session s, Words w) throws Exception {
    s.domain(w.at(0));
    String text = w.at(1).toLowerCase(Locale.ROOT);
    if (!text.matches("[0-9]{1,12}[bkmgt]?b?")) {
      throw CommandFailedException.plain("invalid memory size: " + Printable.of(w.at(1)));
    }
    long number = Long.parseLong(text.replaceAll("[^0-9]", ""));
    String unit = text.replaceAll("[0-9]", "");
    return switch (unit.isEmpty() ? 'm' : unit.charAt(0)) {
      case 'b' -> number / KIB;
      case 'k' -> number;
      case 'g' -> number * KIB * KIB;
      case 't' -> number * KIB * KIB * KIB;
      default -> number * KIB;
    };
  }

  static int sysrq(Session s, Words w) throws Exception {
    s.domain(w.at(0));
    if (w.at(1).length() != 1) {
      throw CommandFailedException.plain("Invalid sysrq.\n");
    }
    return post(s, w, "/sysrq", new JsonText().put("keys", w.at(1)));
  }

  static int trigger(Session s, Words w) throws Exception {
    Tree domain = s.domain(w.at(0));
    String vcpu = w.count() > 2 ? w.at(2) : "0";
    if (!vcpu.matches("[0-9]{1,4}")) {
      s.err.println("Invalid vcpuid, using default vcpuid=0.\n");
      vcpu = "0";
    }
    if (!List.of("nmi", "reset", "init", "power", "sleep").contains(w.at(1))) {
      throw CommandFailedException.plain("Invalid trigger \"" + Printable.of(w.at(1)) + "\"");
    }
    String path = Session.path(domain) + "/trigger";
    JsonText json = new JsonText().put("trigger", w.at(1)).put("vcpu", Long.parseLong(vcpu));
    s.host().post(path, json.toString()); // a failure, unlike to the real xl, which ignores it
    return 0;
  }
}
