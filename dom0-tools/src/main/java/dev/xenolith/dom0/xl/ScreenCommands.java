package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.screen.ScreenSpec;
import dev.xenolith.dom0.text.Printable;
import java.io.IOException;
import java.nio.file.Path;

/** The commands about screens of domains that run. */
final class ScreenCommands {
  private ScreenCommands() {}

  /** The real xl starts a viewer; which one somebody has and likes is not for this one to guess. */
  static int viewer(Session s, Words w) throws Exception {
    return viewer(s, w.at(0));
  }

  static int viewer(Session s, String domain) throws Exception {
    Tree screen;
    try {
      screen = s.host().get(Session.path(s.domain(domain)) + "/screen").tree();
    } catch (RefusedException e) {
      throw failed(e);
    }
    String address = screen.text("address");
    long port = screen.number("port");
    s.out.println("The screen is at " + address + " port " + port + "; a VNC viewer shows it:");
    s.out.println("  vncviewer " + address + ":" + (port - ScreenSpec.FIRST_PORT));
    if (screen.flag("password")) {
      s.out.println("It asks for the password, which is the configuration's vncpasswd.");
    }
    return 0;
  }

  static int screenshot(Session s, Words w) throws Exception {
    Path path = Path.of(w.at(1));
    NewFile file = NewFile.at(path);
    try {
      byte[] png = s.host().get(Session.path(s.domain(w.at(0))) + "/screen.png").body();
      file.write(out -> out.write(png));
      return 0;
    } catch (RefusedException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitStatus.FAILED, Printable.of(path + ": " + e.getMessage()));
    }
  }

  private static Exception failed(RefusedException e) {
    return e.kind().equals("no_domain")
        ? e
        : new CommandFailedException(ExitStatus.FAILED, Printable.of(e.getMessage()));
  }
}
