package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.disk.DiskException;
import dev.xenolith.dom0.disk.DiskSyntax;
import dev.xenolith.dom0.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands about disks of domains that run. */
final class DiskCommands {
  private DiskCommands() {}

  private static String path(Session s, String domain, String what) throws Exception {
    return Session.path(s.domain(domain)) + what;
  }

  /** As the real xl, takes the parts of a disk as one word or as several. */
  static int attach(Session s, Words w) throws Exception {
    List<String> parts = new ArrayList<>();
    for (int i = 1; i < w.count(); i++) {
      parts.add(w.at(i));
    }
    String disk = String.join(",", parts);
    if (w.has("dryrun")) {
      try {
        DiskSyntax.parse(disk, Path::of);
      } catch (DiskException e) {
        throw new CommandFailedException(
            ExitStatus.FAILED, "disk: " + Printable.of(e.getMessage()));
      }
      return 0;
    }
    String folder = Path.of("").toAbsolutePath().toString();
    JsonText order = new JsonText().put("disk", disk).put("folder", folder);
    Tree attached = s.host().post(path(s, w.at(0), "/disks"), order.toString()).tree();
    s.warn(attached);
    return 0;
  }

  static int list(Session s, Words w) throws Exception {
    s.out.printf(
        "%-5s %-3s %-6s %-5s %-6s %-8s %-30s%n",
        "Vdev", "BE", "handle", "state", "evt-ch", "ring-ref", "BE-path");
    for (int i = 0; i < w.count(); i++) {
      try {
        Tree domain = s.domain(w.at(i));
        String path = Session.path(domain) + "/disks";
        for (Tree disk : s.host().get(path).tree().list("disks")) {
          s.out.printf(
              "%-5d %-3d %-6d %-5d %-6d %-8d %-30s%n",
              disk.number("number"),
              0,
              domain.number("domid"),
              disk.number("state"),
              disk.number("event_channel"),
              disk.number("ring_ref"),
              disk.text("backend"));
        }
      } catch (RefusedException e) {
        s.err.println("xl: " + Printable.of(w.at(i)) + ": " + Printable.of(e.getMessage()));
      }
    }
    return 0;
  }

  static int detach(Session s, Words w) throws Exception {
    JsonText order = new JsonText().put("device", w.at(1)).put("force", w.has("force"));
    try {
      s.host().post(path(s, w.at(0), "/detach-disk"), order.toString());
      return 0;
    } catch (RefusedException e) {
      if (!e.kind().equals("bad_request")) {
        throw e;
      }
      throw CommandFailedException.plain("Error: " + Printable.of(e.getMessage()));
    }
  }
}
