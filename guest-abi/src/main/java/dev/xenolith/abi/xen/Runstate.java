package dev.xenolith.abi.xen;

import dev.xenolith.abi.num.AbiNumber;

/** What a vCPU may be doing, as vcpu_runstate_info counts it. */
public enum Runstate implements AbiNumber {
  RUNNING(0, "RUNSTATE_running"),
  RUNNABLE(1, "RUNSTATE_runnable"),
  BLOCKED(2, "RUNSTATE_blocked"),
  OFFLINE(3, "RUNSTATE_offline");

  /** The number in the header. */
  public final int number;

  private final String cName;

  Runstate(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static Runstate of(long number) {
    for (Runstate c : values()) {
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
    return "vcpu.h";
  }
}
