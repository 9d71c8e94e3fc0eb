package dev.xenolith.pv.net;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a front end can receive.
 *
 * @param pieces packets in more than one page
 * @param ipv4Trains trains of TCP segments over IPv4
 * @param ipv6Trains the same over IPv6
 * @param ipv4Blanks blank checksums over IPv4
 * @param ipv6Blanks the same over IPv6
 */
record Abilities(
    boolean pieces,
    boolean ipv4Trains,
    boolean ipv6Trains,
    boolean ipv4Blanks,
    boolean ipv6Blanks) {
  static Abilities read(DeviceNode node) throws DeviceException {
    boolean sg = flag(node, "feature-sg");
    return new Abilities(
        sg,
        sg && flag(node, "feature-gso-tcpv4"),
        sg && flag(node, "feature-gso-tcpv6"),
        !flag(node, "feature-no-csum-offload"),
        flag(node, "feature-ipv6-csum-offload"));
  }

  private static boolean flag(DeviceNode node, String name) throws DeviceException {
    return node.frontNumber(name, 0, Integer.MAX_VALUE, 0) != 0;
  }

  /** The packet as this front end can take it; nothing where it cannot. */
  List<Packet> fit(Packet packet) {
    boolean takesTrain =
        switch (packet.train()) {
          case NONE -> true;
          case TCPV4 -> ipv4Trains;
          case TCPV6 -> ipv6Trains;
        };
    List<Packet> fitting = new ArrayList<>();
    for (Packet p : takesTrain ? List.of(packet) : Segments.apart(packet)) {
      if (pieces || p.bytes().length <= Mfn.PAGE_SIZE) {
        fitting.add(takesBlank(p) ? p : Checksums.completed(p));
      }
    }
    return fitting;
  }

  private boolean takesBlank(Packet packet) {
    return packet.checksum() != Packet.Checksum.BLANK
        || (Headers.of(packet.bytes()).version() == 6 ? ipv6Blanks : ipv4Blanks);
  }
}
