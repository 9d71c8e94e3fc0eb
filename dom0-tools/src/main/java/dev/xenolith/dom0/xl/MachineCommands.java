package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands about the machine and its hypervisor. */
final class MachineCommands {
  private static final long PAGES_PER_MIB = 256;

  private MachineCommands() {}

  static int info(Session s, Words w) throws Exception {
    Map<String, String> rows = rows(s.startedHost().get("/v1/machine").tree());
    if (w.count() > 0) {
      String value = rows.get(w.at(0));
      if (value != null) {
        s.out.println(value);
      }
      return 0;
    }
    rows.forEach((key, value) -> s.out.println("%-23s: %s".formatted(key, value)));
    return 0;
  }

  private static Map<String, String> rows(Tree machine) {
    Tree p = machine.at("physical");
    Tree v = machine.at("version");
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("host", hostName());
    rows.put("release", System.getProperty("os.version"));
    rows.put(
        "version",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    rows.put("machine", "x86_64");
    rows.put("nr_cpus", p.text("cpus"));
    rows.put("max_cpu_id", Long.toString(p.number("cpus") - 1));
    rows.put("nr_nodes", "1");
    rows.put("cores_per_socket", p.text("cores_per_socket"));
    rows.put("threads_per_core", p.text("threads_per_core"));
    long khz = p.number("cpu_khz");
    rows.put("cpu_mhz", "%d.%03d".formatted(khz / 1000, khz % 1000));
    rows.put("hw_caps", machine.text("hw_caps"));
    rows.put("virt_caps", machine.text("virt_caps"));
    rows.put("total_memory", Long.toString(p.number("total_pages") / PAGES_PER_MIB));
    rows.put("free_memory", Long.toString(p.number("free_pages") / PAGES_PER_MIB));
    rows.put("sharing_freed_memory", "0");
    rows.put("sharing_used_memory", "0");
    rows.put("outstanding_claims", "0");
    rows.put("free_cpus", "0");
    rows.putAll(versionRows(machine, v));
    return rows;
  }

  private static Map<String, String> versionRows(Tree machine, Tree v) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("xen_major", v.text("major"));
    rows.put("xen_minor", v.text("minor"));
    rows.put("xen_extra", v.text("extra"));
    rows.put("xen_version", v.text("major") + "." + v.text("minor") + v.text("extra"));
    rows.put("xen_caps", v.text("capabilities"));
    rows.put("xen_scheduler", machine.text("scheduler"));
    rows.put("xen_pagesize", v.text("page_size"));
    rows.put("platform_params", "virt_start=0x" + Long.toHexString(v.number("virt_start")));
    rows.put("xen_changeset", v.text("changeset"));
    rows.put("xen_commandline", v.text("command_line"));
    rows.put("cc_compiler", v.text("compiler"));
    rows.put("cc_compile_by", v.text("compiled_by"));
    rows.put("cc_compile_domain", v.text("compile_domain"));
    rows.put("cc_compile_date", v.text("compile_date"));
    rows.put("build_id", "");
    rows.put("xend_config_format", "4");
    return rows;
  }

  private static String hostName() {
    String name = System.getenv("HOSTNAME");
    return name == null || name.isEmpty() ? "xenolith" : name;
  }

  static int dmesg(Session s, Words w) throws Exception {
    HostClient host = s.host();
    boolean clear = w.has("c") || w.has("clear");
    String text = host.get("/v1/log" + (clear ? "?clear=true" : "")).text();
    text.lines().forEach(line -> s.out.println(Printable.of(line)));
    return 0;
  }

  static int debugKeys(Session s, Words w) throws Exception {
    s.host().post("/v1/debug-keys", new JsonText().put("keys", w.at(0)).toString());
    return 0;
  }

  static int events(Session s, Words w) throws Exception {
    String query = w.has("stop") ? "?stop=true" : w.has("all") ? "?since=0" : "";
    try (HostClient.Stream events = s.host().stream("/v1/events" + query)) {
      byte[] buffer = new byte[8192];
      for (int n = events.in().read(buffer); n >= 0; n = events.in().read(buffer)) {
        if (n > 1 || buffer[0] != '\n') {
          s.out.write(buffer, 0, n);
          s.out.flush();
        }
      }
    }
    return 0;
  }
}
