package dev.xenolith.dom0.xenstore;

/** Message types (xs_wire.h: enum xsd_sockmsg_type), as of 4.17. */
enum WireType {
  CONTROL(0, Need.PRIVILEGE),
  DIRECTORY(1, Need.NOTHING),
  READ(2, Need.NOTHING),
  GET_PERMS(3, Need.NOTHING),
  WATCH(4, Need.NOTHING),
  UNWATCH(5, Need.NOTHING),
  TRANSACTION_START(6, Need.NOTHING),
  TRANSACTION_END(7, Need.NOTHING),
  INTRODUCE(8, Need.PRIVILEGE),
  RELEASE(9, Need.PRIVILEGE),
  GET_DOMAIN_PATH(10, Need.NOTHING),
  WRITE(11, Need.NOTHING),
  MKDIR(12, Need.NOTHING),
  RM(13, Need.NOTHING),
  SET_PERMS(14, Need.NOTHING),
  WATCH_EVENT(15, Need.SERVER),
  ERROR(16, Need.SERVER),
  IS_DOMAIN_INTRODUCED(17, Need.PRIVILEGE),
  RESUME(18, Need.PRIVILEGE),
  SET_TARGET(19, Need.PRIVILEGE),
  RESET_WATCHES(21, Need.NOTHING),
  DIRECTORY_PART(22, Need.NOTHING);

  /** What a sender must be. */
  enum Need {
    NOTHING,
    PRIVILEGE,
    SERVER
  }

  final int number;
  final Need need;

  WireType(int number, Need need) {
    this.number = number;
    this.need = need;
  }

  /** The type of this number, or null. */
  static WireType of(int number) {
    for (WireType t : values()) {
      if (t.number == number) {
        return t;
      }
    }
    return null;
  }
}
