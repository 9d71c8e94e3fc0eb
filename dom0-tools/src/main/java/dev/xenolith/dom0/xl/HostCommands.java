package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** {@code xl host}: the process that domains live in. */
final class HostCommands {
  /** What {@code systemctl status} answers of what does not run. */
  private static final int NOT_RUNNING = 3;

  private static final int POLL_MILLIS = 20;
  private static final int GRACE_SECONDS = 60;
  static final int DEFAULT_MEMORY_MIB = 4096;

  private HostCommands() {}

  static int host(Session s, Words w) throws Exception {
    return switch (w.at(0)) {
      case "start" -> start(s, w);
      case "stop" -> stop(s, w);
      case "status" -> status(s, w);
      case "run" -> run(s, w);
      default ->
          throw new UsageException(
              "host: start, stop, status or run, not '" + Printable.of(w.at(0)) + "'");
    };
  }

  private static int memory(Words w) throws UsageException {
    String text = w.value("memory").orElse(Integer.toString(DEFAULT_MEMORY_MIB));
    if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) < 16) {
      throw new UsageException("--memory takes MiB, at least 16, found '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static int start(Session s, Words w) throws Exception {
    if (s.host().isAlive()) {
      Tree host = s.host().get("/v1/host").tree();
      s.out.println("a host runs already: process " + host.text("pid"));
      return 0;
    }
    List<String> options = new ArrayList<>();
    if (w.has("memory")) {
      options.addAll(List.of("--memory", Integer.toString(memory(w))));
    }
    s.starter().start(options);
    Tree host = s.host().get("/v1/host").tree();
    s.out.println("host started: process " + host.text("pid") + " in " + host.text("directory"));
    host.list("lost").forEach(domain -> s.out.println(lost(domain)));
    return 0;
  }

  /** A sentence about a domain that was lost with a host that was killed. */
  static String lost(Tree domain) {
    return "lost with the last host, which was killed: domain %d, %s, created %s"
        .formatted(
            domain.number("domid"), Printable.of(domain.text("name")), domain.text("created"));
  }

  private static int stop(Session s, Words w) throws Exception {
    if (!s.host().isAlive()) {
      s.out.println("no host runs in " + s.state().path());
      return 0;
    }
    long pid = s.host().get("/v1/host").tree().number("pid");
    JsonText json = new JsonText();
    if (w.has("timeout")) {
      String seconds = w.value("timeout").orElse("");
      if (!seconds.matches("[0-9]{1,4}")) {
        throw new UsageException("--timeout takes seconds, found '" + seconds + "'");
      }
      json.put("seconds", Long.parseLong(seconds));
    }
    s.host().post("/v1/host/stop", json.toString());
    long patience =
        json.toString().length() > 2 ? Long.parseLong(w.value("timeout").orElse("30")) : 30;
    long deadline = System.nanoTime() + (patience + GRACE_SECONDS) * 1_000_000_000L;
    while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailedException(
            ExitStatus.FAILED, "the host, process " + pid + ", does not end");
      }
      Thread.sleep(POLL_MILLIS);
    }
    return 0;
  }

  private static int status(Session s, Words w) throws Exception {
    if (!s.host().isAlive()) {
      s.out.println(
          w.has("json")
              ? new JsonText()
                  .put("running", false)
                  .put("directory", s.state().path().toString())
                  .toString()
              : "no host runs in " + s.state().path());
      return NOT_RUNNING;
    }
    if (w.has("json")) {
      String text = s.host().get("/v1/host").text();
      s.out.println("{\"running\":true," + text.substring(1));
      return 0;
    }
    Tree host = s.host().get("/v1/host").tree();
    s.out.println("host:      process " + host.text("pid") + ", since " + host.text("started"));
    s.out.println("directory: " + host.text("directory"));
    s.out.println("memory:    " + host.text("memory_mib") + " MiB");
    s.out.println("domains:   " + host.text("domains"));
    host.list("lost").forEach(domain -> s.out.println(lost(domain)));
    return 0;
  }

  private static int run(Session s, Words w) throws Exception {
    try {
      dev.xenolith.dom0.api.HostDaemon.run(s.state(), memory(w));
      return 0;
    } catch (java.io.IOException e) {
      throw new CommandFailedException(ExitStatus.FAILED, e.getMessage());
    }
  }
}
