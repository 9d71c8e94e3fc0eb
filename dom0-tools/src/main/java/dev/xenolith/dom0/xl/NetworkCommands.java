package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.net.VifException;
import dev.xenolith.dom0.net.VifSyntax;
import dev.xenolith.dom0.text.Printable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The commands about network cards of domains that run. */
final class NetworkCommands {
  private NetworkCommands() {}

  /**
   * As the real xl, takes the parts of a card as several words; and as one word, as it is spelt.
   */
  static int attach(Session s, Words w) throws Exception {
    List<String> parts = new ArrayList<>();
    for (int i = 1; i < w.count(); i++) {
      parts.add(w.at(i));
    }
    Tree domain = s.domain(w.at(0));
    String vif = String.join(",", parts);
    try {
      VifSyntax.parse(vif);
    } catch (VifException e) {
      throw misspelt(e.getMessage());
    }
    try {
      String order = new JsonText().put("vif", vif).toString();
      Tree attached = s.host().post(Session.path(domain) + "/networks", order).tree();
      s.warn(attached);
      return 0;
    } catch (RefusedException e) {
      s.err.println("xl: " + Printable.of(e.getMessage()));
      throw CommandFailedException.plain("libxl_device_nic_add failed.");
    }
  }

  /** One of these is in the real xl's words, to which it may add a guess. */
  private static CommandFailedException misspelt(String sentence) {
    return sentence.startsWith("unrecognized argument")
        ? CommandFailedException.plain(Printable.of(sentence))
        : new CommandFailedException(ExitStatus.FAILED, "vif: " + Printable.of(sentence));
  }

  static int list(Session s, Words w) throws Exception {
    s.out.printf(
        "%-3s %-2s %-17s %-6s %-5s %-6s %5s/%-5s %-30s%n",
        "Idx", "BE", "Mac Addr.", "handle", "state", "evt-ch", "tx-", "rx-ring-ref", "BE-path");
    for (int i = 0; i < w.count(); i++) {
      String path = Session.path(s.domain(w.at(i))) + "/networks";
      for (Tree card : s.host().get(path).tree().list("networks")) {
        s.out.printf(
            "%-3d %-2d %s%6d %5d %6d %5d/%-11d %-30s%n",
            card.number("number"),
            0,
            card.text("mac"),
            card.number("number"),
            card.number("state"),
            card.number("event_channel"),
            card.number("tx_ring"),
            card.number("rx_ring"),
            card.text("backend"));
      }
    }
    return 0;
  }

  static int capture(Session s, Words w) throws Exception {
    if (s.outIsTerminal()) {
      throw new CommandFailedException(
          ExitStatus.FAILED,
          "packets are nothing to be seen on a terminal; write them to a file"
              + " (xl network-capture DOMAIN DEVICE > FILE.pcapng) or into a program"
              + " (... | tcpdump -r -)");
    }
    Tree domain = s.domain(w.at(0));
    String device = URLEncoder.encode(w.at(1), StandardCharsets.UTF_8);
    try {
      PacketCapture.copy(s.host(), Session.path(domain) + "/capture?device=" + device, s.out);
      return 0;
    } catch (RefusedException e) {
      throw new CommandFailedException(ExitStatus.FAILED, Printable.of(e.getMessage()));
    }
  }

  static int detach(Session s, Words w) throws Exception {
    Tree domain = s.domain(w.at(0));
    try {
      JsonText order = new JsonText().put("device", w.at(1));
      s.host().post(Session.path(domain) + "/detach-network", order.toString());
      return 0;
    } catch (RefusedException e) {
      if (e.kind().equals("bad_request")) {
        throw CommandFailedException.plain(Printable.of(e.getMessage()));
      }
      s.err.println("xl: " + Printable.of(e.getMessage()));
      throw CommandFailedException.plain("libxl_device_nic_del failed.");
    }
  }
}
