package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.api.ApiServer;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.StateDir;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs everything once, so that the JVM can keep what it has loaded and linked: the launcher makes
 * its caches of it. A cache is loaded as a whole, so that there are several: for commands that
 * print what a host tells them, for the other commands, and for the machine.
 */
final class Rehearsal {
  private static final int MEMORY_MIB = 64;

  /** What people type most. */
  private static final List<String> GLANCES =
      List.of("list", "vcpu-list", "domid tour", "domname 0", "vm-list", "pause tour", "unpause 0");

  private static final List<String> COMMANDS =
      List.of(
          "list -v tour",
          "info",
          "uptime",
          "dmesg",
          "host status",
          "events --stop",
          "pause tour",
          "destroy tour",
          "destroy nobody",
          "help");

  private Rehearsal() {}

  /**
   * Rehearses a part with a configuration in a folder. The part {@code command} leaves a host
   * running there, and {@code glance} wants one.
   */
  public static void main(String[] arguments) throws Exception {
    String config = arguments[1];
    StateDir state = new StateDir(Path.of(arguments[2]));
    switch (arguments[0]) {
      case "glance" -> {
        type(state, "create", "-p", config, "name=\"glance\"");
        type(state, "destroy", "glance");
        GLANCES.forEach(line -> type(state, line.split(" ")));
      }
      case "command" -> {
        type(state, "host", "start", "--memory", Integer.toString(MEMORY_MIB));
        commands(state, config);
        type(state, "create", "-p", config);
      }
      default -> machine(state, config);
    }
  }

  /** Apart, so that nobody else loads its classes. */
  private static void machine(StateDir state, String config) throws Exception {
    try (Host host = Host.start(state, MEMORY_MIB);
        ApiServer _ = ApiServer.start(host)) {
      commands(state, config);
    }
    RunLine.execute(List.of("-q", "--time", "virtual", config));
  }

  private static void commands(StateDir state, String config) {
    type(state, "create", config, "on_poweroff=\"preserve\"");
    GLANCES.forEach(line -> type(state, line.split(" ")));
    COMMANDS.forEach(line -> type(state, line.split(" ")));
    type(state, "create", "-c", config);
  }

  private static void type(StateDir state, String... words) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("XENOLITH_HOST", state.path().toString());
    new Xl(System.in, System.out, System.err, environment).execute(List.of(words));
  }
}
