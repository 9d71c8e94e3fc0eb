package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** How a part of a packet ended. */
public enum NetifStatus implements AbiNumber {
  OKAY(0, "NETIF_RSP_OKAY"),
  ERROR(-1, "NETIF_RSP_ERROR"),
  DROPPED(-2, "NETIF_RSP_DROPPED"),
  NULL(1, "NETIF_RSP_NULL");

  /** The number in the header. */
  public final int number;

  private final String cName;

  NetifStatus(int number, String cName) {
    this.number = number;
    this.cName = cName;
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
