package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import java.io.IOException;
import java.nio.file.Path;

/** The commands about screens of domains that run. */
final class ScreenCommands {
  private static final int FIRST_PORT = 5900;

  private ScreenCommands() {}

  private static String path(Session s, String domain) throws Exception {
    return Session.path(Long.toString(s.domain(domain).number("domid"))) + "/screen";
  }

  /** The real xl starts a viewer; which one somebody has and likes is not for this one to guess. */
  static int viewer(Session s, Words w) throws Exception {
    return viewer(s, w.at(0));
  }

  static int viewer(Session s, String domain) throws Exception {
    Tree screen;
    try {
      screen = s.host().get(path(s, domain)).tree();
    } catch (RefusedException e) {
      throw failed(e);
    }
    String address = screen.text("address");
    long port = screen.number("port");
    s.out.println("The screen is at " + address + " port " + port + "; a VNC viewer shows it:");
    s.out.println("  vncviewer " + address + ":" + (port - FIRST_PORT));
    if (screen.flag("password")) {
      s.out.println("It asks for the password, which is the configuration's vncpasswd.");
    }
    return 0;
  }

  static int screenshot(Session s, Words w) throws Exception {
    Path file = Path.of(w.at(1));
    try {
      byte[] png = s.host().get(path(s, w.at(0)) + ".png").body();
      NewFile.write(file, png);
      return 0;
    } catch (RefusedException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitStatus.FAILED, Printable.of(file + ": " + e.getMessage()));
    }
  }

  private static Exception failed(RefusedException e) {
    return e.kind().equals("no_domain")
        ? e
        : new CommandFailedException(ExitStatus.FAILED, Printable.of(e.getMessage()));
  }
}
