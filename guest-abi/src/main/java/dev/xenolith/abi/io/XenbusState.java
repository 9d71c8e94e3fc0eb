package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** Where a split driver's half is in connecting, as its state node in xenstore says. */
public enum XenbusState implements AbiNumber {
  UNKNOWN(0, "XenbusStateUnknown"),
  INITIALISING(1, "XenbusStateInitialising"),
  INIT_WAIT(2, "XenbusStateInitWait"),
  INITIALISED(3, "XenbusStateInitialised"),
  CONNECTED(4, "XenbusStateConnected"),
  CLOSING(5, "XenbusStateClosing"),
  CLOSED(6, "XenbusStateClosed"),
  RECONFIGURING(7, "XenbusStateReconfiguring"),
  RECONFIGURED(8, "XenbusStateReconfigured");

  /** The number in the header. */
  public final int number;

  private final String cName;

  XenbusState(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static XenbusState of(long number) {
    for (XenbusState c : values()) {
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
    return "io/xenbus.h";
  }
}
