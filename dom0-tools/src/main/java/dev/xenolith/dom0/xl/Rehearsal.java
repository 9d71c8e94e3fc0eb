package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.api.ApiServer;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.StateDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs everything once, so that the JVM can keep what it has loaded and linked: the launcher makes
 * its caches of it. A cache is loaded as a whole, so that short commands have one of their own,
 * without the machine.
 */
final class Rehearsal {
  private static final int MEMORY_MIB = 64;

  private Rehearsal() {}

  /** Rehearses a part, {@code command} or {@code machine}, with a configuration. */
  public static void main(String[] arguments) throws Exception {
    String config = arguments[1];
    Path folder = Files.createTempDirectory("xl");
    StateDir state = new StateDir(folder.resolve("host"));
    try {
      if (arguments[0].equals("command")) {
        type(state, "host", "start", "--memory", Integer.toString(MEMORY_MIB));
        commands(state, config);
        type(state, "host", "stop", "--timeout", "0");
      } else {
        try (Host host = Host.start(state, MEMORY_MIB);
            ApiServer _ = ApiServer.start(host)) {
          commands(state, config);
        }
        RunLine.execute(List.of("-q", "--time", "virtual", config));
      }
    } finally {
      delete(folder);
    }
  }

  private static void commands(StateDir state, String config) {
    type(state, "create", config, "on_poweroff=\"preserve\"");
    for (String line :
        List.of(
            "list",
            "list -v tour",
            "vcpu-list",
            "domid tour",
            "domname 0",
            "vm-list",
            "info",
            "uptime",
            "dmesg",
            "host status",
            "events --stop",
            "pause tour",
            "destroy tour",
            "destroy nobody",
            "help")) {
      type(state, line.split(" "));
    }
    type(state, "create", "-c", config);
  }

  private static void type(StateDir state, String... words) {
    Map<String, String> environment = Map.of("XENOLITH_HOST", state.path().toString());
    new Xl(System.in, System.out, System.err, environment).execute(List.of(words));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
