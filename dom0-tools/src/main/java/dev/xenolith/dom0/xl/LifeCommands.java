package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The commands that end, stop and rename domains, and the one that shows their console. */
final class LifeCommands {
  /** How long a domain may take to end before people are told what else they can do. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private LifeCommands() {}

  static int destroy(Session s, Words w) throws Exception {
    Tree domain;
    try {
      domain = s.domain(w.at(0));
    } catch (CommandFailedException none) {
      return callOff(s, w.at(0), none);
    }
    if (domain.number("domid") == 0) {
      throw CommandFailedException.plain(
          "Not destroying domain 0; 'xl host stop' ends the whole host.");
    }
    s.host().call("DELETE", Session.path(domain), null);
    return 0;
  }

  /** A domain that pauses between two lives has a name only. */
  private static int callOff(Session s, String name, CommandFailedException none)
      throws IOException, CommandFailedException {
    try {
      s.host().call("DELETE", Session.path(name), null);
      return 0;
    } catch (RefusedException e) {
      throw none;
    }
  }

  static int pause(Session s, Words w) throws Exception {
    return tell(s, w, "/pause");
  }

  static int unpause(Session s, Words w) throws Exception {
    return tell(s, w, "/unpause");
  }

  /** A refusal is told, but it is no failure: the real xl sees it so, and scripts rely on it. */
  private static int tell(Session s, Words w, String what) throws Exception {
    try {
      s.host().post(Session.path(s.domain(w.at(0))) + what, "");
    } catch (RefusedException e) {
      if (e.kind().equals("no_domain")) {
        throw e;
      }
      s.err.println("xl: " + Printable.of(e.getMessage()));
    }
    return 0;
  }

  static int rename(Session s, Words w) throws Exception {
    Tree domain = s.domain(w.at(0));
    try {
      s.host().post(Session.path(domain) + "/name", new JsonText().put("name", w.at(1)).toString());
      return 0;
    } catch (RefusedException e) {
      s.err.println("xl: " + e.getMessage());
      throw CommandFailedException.plain("Can't rename domain '" + Printable.of(w.at(0)) + "'.");
    }
  }

  static int shutdown(Session s, Words w) throws Exception {
    return request(s, w, "poweroff", "Shutting down");
  }

  static int reboot(Session s, Words w) throws Exception {
    return request(s, w, "reboot", "Rebooting");
  }

  private static int request(Session s, Words w, String how, String saying) throws Exception {
    HostClient host = s.host();
    if (w.count() == 0 && !w.has("all")) {
      throw CommandFailedException.plain("You must specify -a or a domain id.\n");
    }
    List<Tree> meant = w.has("all") ? DomainWatch.guests(host) : List.of(s.domain(w.at(0)));
    long from = w.has("wait") ? DomainWatch.nextEvent(host) : 0;
    List<String> domids = new ArrayList<>();
    boolean allHeard = true;
    for (Tree domain : meant) {
      String domid = domain.text("domid");
      if (DomainWatch.hasShutDown(domain)) {
        s.err.println("xl: domain " + domid + " has shut down already");
        allHeard &= w.has("all") || how.equals("poweroff"); // one alone was to begin anew
        continue;
      }
      s.err.println(saying + " domain " + domid);
      domids.add(domid);
      allHeard &= ask(s, host, domid, how);
    }
    if (!allHeard) {
      return 1;
    }
    if (w.has("wait") && !domids.isEmpty()) {
      s.err.println("Waiting for " + domids.size() + " domains");
      Thread hint = Thread.startVirtualThread(() -> hintAtDestroy(s));
      DomainWatch.untilShutDown(host, domids, from);
      hint.interrupt();
    }
    return 0;
  }

  /**
   * A guest may be unable to end itself, as one whose disk is gone; the real xl waits in silence.
   */
  private static void hintAtDestroy(Session s) {
    try {
      Thread.sleep(PATIENCE);
      s.err.println("xl: still waiting; 'xl destroy' ends a domain that does not end itself");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it has ended
    }
  }

  private static boolean ask(Session s, HostClient host, String domid, String how)
      throws IOException {
    try {
      host.post(Session.path(domid) + "/request", new JsonText().put("how", how).toString());
      return true;
    } catch (RefusedException e) {
      s.err.println("xl: " + Printable.of(e.getMessage()));
      s.err.println((how.equals("reboot") ? "reboot" : "shutdown") + " failed");
      return false;
    }
  }

  /** The host sends the dump, and this process writes it: a host writes in its own folder only. */
  static int dumpCore(Session s, Words w) throws Exception {
    String path = Session.path(s.domain(w.at(0))) + "/core";
    NewFile file = NewFile.at(Path.of(w.at(1)));
    try (HostClient.Stream core = s.host().stream(path)) {
      file.write(core.in()::transferTo);
      return 0;
    } catch (IOException | RefusedException e) {
      s.err.println("xl: " + Printable.of(String.valueOf(e.getMessage())));
      throw CommandFailedException.plain("core dump failed (rc=-3)");
    }
  }

  static int console(Session s, Words w) throws Exception {
    try (ConsoleView view = openConsole(s, w)) {
      view.show();
    }
    return 0;
  }

  private static ConsoleView openConsole(Session s, Words w) throws Exception {
    String type = w.value("t").orElse("pv");
    if (!List.of("pv", "serial", "vuart").contains(type)) {
      throw CommandFailedException.plain("console type supported are: pv, serial, vuart");
    }
    if (!type.equals("pv")) {
      throw new CommandFailedException(ExitStatus.FAILED, "a PV domain has a pv console only");
    }
    String number = w.value("n").orElse("0");
    if (!number.matches("[0-9]{1,4}")) {
      throw new UsageException("-n takes the number of a console, found '" + number + "'");
    }
    try {
      return ConsoleView.open(s, w.at(0), number);
    } catch (RefusedException e) {
      s.domain(w.at(0)); // where there is none, in the words of the real xl
      throw e;
    }
  }
}
