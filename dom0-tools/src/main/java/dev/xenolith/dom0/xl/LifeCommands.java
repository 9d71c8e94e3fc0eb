package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The commands that end, stop and rename domains, and the one that shows their console. */
final class LifeCommands {
  private LifeCommands() {}

  static int destroy(Session s, Words w) throws Exception {
    Tree domain = s.domain(w.at(0));
    if (domain.number("domid") == 0) {
      throw CommandFailedException.plain(
          "Not destroying domain 0; 'xl host stop' ends the whole host.");
    }
    s.host().call("DELETE", pathOf(domain), null);
    return 0;
  }

  private static String pathOf(Tree domain) {
    return Session.path(Long.toString(domain.number("domid")));
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
      s.host().post(pathOf(s.domain(w.at(0))) + what, "");
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
      s.host().post(pathOf(domain) + "/name", new JsonText().put("name", w.at(1)).toString());
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
    List<String> domids = new ArrayList<>();
    if (w.has("all")) {
      domids.addAll(DomainWatch.guests(host));
    } else {
      domids.add(Long.toString(s.domain(w.at(0)).number("domid")));
    }
    long from = w.has("wait") ? DomainWatch.nextEvent(host) : 0;
    boolean allHeard = true;
    for (String domid : domids) {
      s.err.println(saying + " domain " + domid);
      allHeard &= ask(s, host, domid, how);
    }
    if (!allHeard) {
      return 1;
    }
    if (w.has("wait")) {
      s.err.println("Waiting for " + domids.size() + " domains");
      DomainWatch.untilShutDown(host, domids, from);
    }
    return 0;
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

  static int console(Session s, Words w) throws Exception {
    s.domain(w.at(0));
    String type = w.value("t").orElse("pv");
    if (!List.of("pv", "serial", "vuart").contains(type)) {
      throw CommandFailedException.plain("console type supported are: pv, serial, vuart");
    }
    if (!type.equals("pv")) {
      throw CommandFailedException.plain("a PV domain has a pv console only");
    }
    if (!w.value("n").orElse("0").equals("0")) {
      throw CommandFailedException.plain("a domain has console 0 only here");
    }
    try (ConsoleView view = ConsoleView.open(s, w.at(0))) {
      view.show();
    }
    return 0;
  }
}
