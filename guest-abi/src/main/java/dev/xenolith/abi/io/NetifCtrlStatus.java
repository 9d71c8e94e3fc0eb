package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** How a request on the control ring ended. */
public enum NetifCtrlStatus implements AbiNumber {
  SUCCESS(0, "XEN_NETIF_CTRL_STATUS_SUCCESS"),
  NOT_SUPPORTED(1, "XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED"),
  INVALID_PARAMETER(2, "XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER"),
  BUFFER_OVERFLOW(3, "XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW");

  /** The number in the header. */
  public final int number;

  private final String cName;

  NetifCtrlStatus(int number, String cName) {
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
