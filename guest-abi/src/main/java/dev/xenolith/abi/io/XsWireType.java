package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** Types of xenstore messages. */
public enum XsWireType implements AbiNumber {
  CONTROL(0, "XS_CONTROL"),
  DIRECTORY(1, "XS_DIRECTORY"),
  READ(2, "XS_READ"),
  GET_PERMS(3, "XS_GET_PERMS"),
  WATCH(4, "XS_WATCH"),
  UNWATCH(5, "XS_UNWATCH"),
  TRANSACTION_START(6, "XS_TRANSACTION_START"),
  TRANSACTION_END(7, "XS_TRANSACTION_END"),
  INTRODUCE(8, "XS_INTRODUCE"),
  RELEASE(9, "XS_RELEASE"),
  GET_DOMAIN_PATH(10, "XS_GET_DOMAIN_PATH"),
  WRITE(11, "XS_WRITE"),
  MKDIR(12, "XS_MKDIR"),
  RM(13, "XS_RM"),
  SET_PERMS(14, "XS_SET_PERMS"),
  WATCH_EVENT(15, "XS_WATCH_EVENT"),
  ERROR(16, "XS_ERROR"),
  IS_DOMAIN_INTRODUCED(17, "XS_IS_DOMAIN_INTRODUCED"),
  RESUME(18, "XS_RESUME"),
  SET_TARGET(19, "XS_SET_TARGET"),
  RESET_WATCHES(21, "XS_RESET_WATCHES"),
  DIRECTORY_PART(22, "XS_DIRECTORY_PART");

  /** The number in the header. */
  public final int number;

  private final String cName;

  XsWireType(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static XsWireType of(long number) {
    for (XsWireType c : values()) {
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
    return "io/xs_wire.h";
  }
}
