package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** What a {@link NetifExtraInfo} tells. */
public enum NetifExtraType implements AbiNumber {
  NONE(0, "XEN_NETIF_EXTRA_TYPE_NONE"),
  GSO(1, "XEN_NETIF_EXTRA_TYPE_GSO"),
  MCAST_ADD(2, "XEN_NETIF_EXTRA_TYPE_MCAST_ADD"),
  MCAST_DEL(3, "XEN_NETIF_EXTRA_TYPE_MCAST_DEL"),
  HASH(4, "XEN_NETIF_EXTRA_TYPE_HASH");

  /** The number in the header. */
  public final int number;

  private final String cName;

  NetifExtraType(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static NetifExtraType of(long number) {
    for (NetifExtraType c : values()) {
      if (c.number == number) {
        return c;
      }
    }
    return null;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "io/netif.h";
  }
}
