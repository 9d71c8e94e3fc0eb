package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;

/** The command about channels of domains that run. */
final class ChannelCommands {
  private ChannelCommands() {}

  /** The index counts channels, as in the real xl: channel 0 is console 1. */
  static int list(Session s, Words w) throws Exception {
    s.out.printf(
        "%-3s %-2s %-5s %-6s %8s %-10s %-30s%n",
        "Idx", "BE", "state", "evt-ch", "ring-ref", "connection", "");
    for (int i = 0; i < w.count(); i++) {
      String path = Session.path(s.domain(w.at(i))) + "/channels";
      for (Tree channel : s.host().get(path).tree().list("channels")) {
        String connection = channel.text("connection");
        s.out.printf(
            "%-3d %-2d %-5d %-6d %-8d %-10s %s%n",
            channel.number("console") - 1,
            0,
            channel.number("state"),
            channel.number("event_channel"),
            channel.number("ring_ref"),
            connection,
            connection.equals("pty") ? "%-30s ".formatted(channel.text("path")) : "");
      }
    }
    return 0;
  }
}
