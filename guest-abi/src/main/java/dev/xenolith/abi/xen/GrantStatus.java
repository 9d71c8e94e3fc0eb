package dev.xenolith.abi.xen;

import dev.xenolith.abi.num.AbiNumber;

/** What a grant operation says in its status member: zero or a negative number (GNTST_*). */
public enum GrantStatus implements AbiNumber {
  /** Done. */
  OKAY(0, "GNTST_okay"),
  /** Something else went wrong. */
  GENERAL_ERROR(-1, "GNTST_general_error"),
  /** The domain does not exist. */
  BAD_DOMAIN(-2, "GNTST_bad_domain"),
  /** The reference is out of range, or its entry does not permit this. */
  BAD_GNTREF(-3, "GNTST_bad_gntref"),
  /** The handle is out of range or not in use. */
  BAD_HANDLE(-4, "GNTST_bad_handle"),
  /** The address to map at is not usable. */
  BAD_VIRT_ADDR(-5, "GNTST_bad_virt_addr"),
  /** The device address is not usable. */
  BAD_DEV_ADDR(-6, "GNTST_bad_dev_addr"),
  /** No space left in the I/O page tables. */
  NO_DEVICE_SPACE(-7, "GNTST_no_device_space"),
  /** The caller may not do this. */
  PERMISSION_DENIED(-8, "GNTST_permission_denied"),
  /** The frame is not usable. */
  BAD_PAGE(-9, "GNTST_bad_page"),
  /** The copy crosses a frame. */
  BAD_COPY_ARG(-10, "GNTST_bad_copy_arg"),
  /** The frame is beyond what the address can say. */
  ADDRESS_TOO_BIG(-11, "GNTST_address_too_big"),
  /** Not now; try again. */
  EAGAIN(-12, "GNTST_eagain"),
  /** The table of mappings is full. */
  NO_SPACE(-13, "GNTST_no_space");

  /** The number in the header. */
  public final int number;

  private final String cName;

  GrantStatus(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static GrantStatus of(long number) {
    for (GrantStatus c : values()) {
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
    return "grant_table.h";
  }
}
