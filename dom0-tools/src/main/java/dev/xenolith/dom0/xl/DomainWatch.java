package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Waits for domains by the host's stream of events. */
final class DomainWatch {
  private DomainWatch() {}

  /**
   * Tells what happens to a domain, also when it is built again, until nothing more comes of it.
   */
  static int untilGone(Session s, HostClient host, String domid, long fromEvent)
      throws IOException, RefusedException {
    s.err.println("Waiting for domain " + domid + " to die");
    Lives lives = new Lives(domid);
    try (HostClient.Stream events = host.stream("/v1/events?since=" + fromEvent)) {
      BufferedReader lines = lines(events);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Tree event = Tree.parse(line.getBytes(StandardCharsets.UTF_8));
        if (event.text("domid").equals(lives.domid)) {
          tell(s, event);
        }
        if (lives.take(event)) {
          s.err.println("Done. Rebooting now");
          s.err.println("Waiting for domain " + lives.domid + " to die");
        }
        if (lives.over) {
          return 0;
        }
      }
    }
    s.err.println("xl: the host has ended");
    return 1;
  }

  /**
   * A domain that took the place of another.
   *
   * @param since the event of its creation
   */
  record Life(String domid, long since) {}

  /** The domain after it was built again; empty when that does not happen. */
  static Optional<Life> successor(HostClient host, String domid, long fromEvent)
      throws IOException, RefusedException {
    Lives lives = new Lives(domid);
    try (HostClient.Stream events = host.stream("/v1/events?since=" + fromEvent)) {
      BufferedReader lines = lines(events);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Tree event = Tree.parse(line.getBytes(StandardCharsets.UTF_8));
        boolean again = lives.take(event);
        if (again || lives.over) {
          return again ? Optional.of(new Life(lives.domid, event.number("seq"))) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** A domain from life to life, as the events tell. */
  private static final class Lives {
    private String domid;
    private String name = "";
    private boolean comesBack;
    private boolean gone;

    /** Whether nothing more comes of it: it is gone, or stays as it is. */
    private boolean over;

    Lives(String domid) {
      this.domid = domid;
    }

    /** Takes an event; whether it is the beginning of the next life. */
    boolean take(Tree event) {
      String kind = event.text("kind");
      if (gone && kind.equals("DOMAIN_CREATED") && event.text("name").equals(name)) {
        domid = event.text("domid");
        gone = false;
        comesBack = false;
        return true;
      }
      if (!event.text("domid").equals(domid)) {
        return false;
      }
      switch (kind) {
        case "DOMAIN_ACTION" -> {
          comesBack = event.text("detail").endsWith("restart");
          over = event.text("detail").equals("preserve");
        }
        case "DOMAIN_DESTROYED" -> {
          name = event.text("name");
          gone = true;
          over = !comesBack;
        }
        case "DOMAIN_FAILED" -> over = gone; // it could not be built again
        default -> {
          // Renamed, paused: it goes on.
        }
      }
      return false;
    }
  }

  private static BufferedReader lines(HostClient.Stream events) {
    return new BufferedReader(new InputStreamReader(events.in(), StandardCharsets.UTF_8));
  }

  private static void tell(Session s, Tree event) {
    String detail = event.text("detail");
    switch (event.text("kind")) {
      case "DOMAIN_SHUTDOWN" ->
          s.err.println("Domain " + event.text("domid") + " has shut down, reason " + detail);
      case "DOMAIN_ACTION" -> s.err.println("Action for shutdown is " + detail);
      case "DOMAIN_DUMPED" -> s.err.println("dumping core to " + Printable.of(detail));
      case "DOMAIN_DESTROYED" ->
          s.err.println("Domain " + event.text("domid") + " has been destroyed.");
      case "DOMAIN_FAILED" -> s.err.println("xl: " + Printable.of(detail));
      default -> {
        // Renamed, paused: it goes on.
      }
    }
  }

  /** Waits until these domains have shut down or are gone. */
  static void untilShutDown(HostClient host, List<String> domids, long fromEvent)
      throws IOException, RefusedException {
    Set<String> waiting = new HashSet<>(domids);
    try (HostClient.Stream events = host.stream("/v1/events?since=" + fromEvent)) {
      BufferedReader lines = lines(events);
      String line = waiting.isEmpty() ? null : lines.readLine();
      while (line != null && !waiting.isEmpty()) {
        Tree event = Tree.parse(line.getBytes(StandardCharsets.UTF_8));
        if (List.of("DOMAIN_SHUTDOWN", "DOMAIN_DESTROYED").contains(event.text("kind"))) {
          waiting.remove(event.text("domid"));
        }
        line = waiting.isEmpty() ? null : lines.readLine();
      }
    }
  }

  /** All domains but domain 0. */
  static List<Tree> guests(HostClient host) throws IOException, RefusedException {
    List<Tree> domains = host.get("/v1/domains").tree().list("domains");
    return domains.stream().filter(d -> d.number("domid") != 0).toList();
  }

  /** Whether a domain, as the host tells of it, is over and only kept. */
  static boolean hasShutDown(Tree domain) {
    return domain.at("shutdown_code").isThere();
  }

  /** The number the next event will have. */
  static long nextEvent(HostClient host) throws IOException, RefusedException {
    try (HostClient.Stream events = host.stream("/v1/events?stop=true")) {
      String all = new String(events.in().readAllBytes(), StandardCharsets.UTF_8);
      String last = all.strip();
      last = last.substring(last.lastIndexOf('\n') + 1);
      return Tree.parse(last.getBytes(StandardCharsets.UTF_8)).number("seq") + 1;
    }
  }
}
