package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.HostStarter;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.host.StateDir;
import dev.xenolith.dom0.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One run of a command: where it prints, and the host it speaks to. */
final class Session {
  private static final String LAUNCHER = System.getProperty("xenolith.launcher", "");

  final PrintStream out;
  final PrintStream err;
  final InputStream in;
  private final StateDir state;
  private final HostClient client;

  Session(InputStream in, PrintStream out, PrintStream err, StateDir state) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.state = state;
    client = new HostClient(state.socket());
  }

  StateDir state() {
    return state;
  }

  /** Whether what is printed goes to a terminal. */
  boolean outIsTerminal() throws IOException {
    Path standardOutput = Path.of("/proc/self/fd/1");
    return out == System.out
        && Files.readSymbolicLink(standardOutput).toString().matches("/dev/(pts/|tty|console).*");
  }

  /** The host; asking it fails with a sentence where none is there. */
  HostClient host() {
    return client;
  }

  /** The host, started where there is none; then what the last one lost is told. */
  HostClient startedHost() throws IOException, InterruptedException, RefusedException {
    if (!client.isAlive()) {
      starter().start(List.of());
      for (Tree domain : client.get("/v1/host").tree().list("lost")) {
        err.println("xl: " + HostCommands.lost(domain));
      }
    }
    return client;
  }

  /** How this very command starts a host: by the launcher, or by the JVM it runs in. */
  HostStarter starter() {
    if (!LAUNCHER.isEmpty()) {
      return new HostStarter(state, List.of(LAUNCHER));
    }
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(
        Arrays.asList(
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Xl.class.getName()));
    return new HostStarter(state, command);
  }

  /** The path of a domain in the API. */
  static String path(String domain) {
    String name = URLEncoder.encode(domain, StandardCharsets.UTF_8).replace("+", "%20");
    return "/v1/domains/" + name;
  }

  /** The path of a domain that was found. */
  static String path(Tree domain) {
    return path(Long.toString(domain.number("domid")));
  }

  /** Passes on what the host warns of. */
  void warn(Tree answer) {
    answer.texts("warnings").forEach(line -> err.println("xl: " + Printable.of(line)));
  }

  /** Where a domain is missing that the last host had when it was killed, that is said. */
  private void tellOfLost(String domain) throws IOException, RefusedException {
    for (Tree one : client.get("/v1/host").tree().list("lost")) {
      if (domain.equals(one.text("name")) || domain.equals(one.text("domid"))) {
        err.println("xl: " + HostCommands.lost(one));
      }
    }
  }

  /**
   * The domain that is meant by a number or a name.
   *
   * @throws CommandFailedException with what the real xl says where there is none
   */
  Tree domain(String domain) throws IOException, RefusedException, CommandFailedException {
    try {
      return client.get(path(domain)).tree();
    } catch (RefusedException e) {
      if (e.kind().equals("no_domain")) {
        tellOfLost(domain);
      }
      if (e.kind().equals("no_domain") && !domain.matches("[0-9]+")) {
        throw CommandFailedException.plain(
            Printable.of(domain) + " is an invalid domain identifier (rc=-6)");
      }
      throw e;
    }
  }
}
