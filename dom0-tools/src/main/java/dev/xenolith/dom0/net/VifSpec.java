package dev.xenolith.dom0.net;

import java.util.List;
import java.util.Optional;

/**
 * A network card that a domain is to have.
 *
 * @param mac its address; one is made where it is missing
 * @param link what it is plugged in at
 * @param name what it is called in domain 0; {@code vifDOMAIN.DEVICE} where it is missing
 * @param ip what it says of the guest's addresses; nothing is done with it
 * @param device its number, or -1 for the next that is free
 */
public record VifSpec(
    Optional<MacAddress> mac, Link link, Optional<String> name, Optional<String> ip, int device) {
  /** What a card is plugged in at. */
  public sealed interface Link {}

  /** A bridge of domain 0. */
  public record OnBridge(String bridge) implements Link {
    /** xl's default. */
    public static final OnBridge DEFAULT = new OnBridge("xenbr0");
  }

  /** The host's own network, by way of a program that needs no rights. */
  public record ThroughHost(List<Forward> forwards) implements Link {
    public ThroughHost {
      forwards = List.copyOf(forwards);
    }
  }

  /**
   * A port of the host that leads to one of the guest.
   *
   * @param udp whether it is UDP's and not TCP's
   * @param address the host's IPv4 address that it is one of
   */
  public record Forward(boolean udp, String address, int hostPort, int guestPort) {
    /** Where nobody says anything else, only this very computer gets there. */
    public static final String LOOPBACK = "127.0.0.1";
  }

  /** A card on a bridge. */
  public static VifSpec on(String bridge, String mac) {
    return new VifSpec(
        MacAddress.parse(mac), new OnBridge(bridge), Optional.empty(), Optional.empty(), -1);
  }

  /** The bridge's name; nothing where it is on none. */
  public String bridge() {
    return link instanceof OnBridge b ? b.bridge : "";
  }

  /** The same card with its number. */
  public VifSpec withDevice(int number) {
    return new VifSpec(mac, link, name, ip, number);
  }

  /** The same card with its address. */
  public VifSpec withMac(MacAddress address) {
    return new VifSpec(Optional.of(address), link, name, ip, device);
  }
}
