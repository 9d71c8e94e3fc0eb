package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** What a front end can ask on its control ring. */
public enum NetifCtrlType implements AbiNumber {
  INVALID(0, "XEN_NETIF_CTRL_TYPE_INVALID"),
  GET_HASH_FLAGS(1, "XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS"),
  SET_HASH_FLAGS(2, "XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS"),
  SET_HASH_KEY(3, "XEN_NETIF_CTRL_TYPE_SET_HASH_KEY"),
  GET_HASH_MAPPING_SIZE(4, "XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE"),
  SET_HASH_MAPPING_SIZE(5, "XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE"),
  SET_HASH_MAPPING(6, "XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING"),
  SET_HASH_ALGORITHM(7, "XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM"),
  GET_GREF_MAPPING_SIZE(8, "XEN_NETIF_CTRL_TYPE_GET_GREF_MAPPING_SIZE"),
  ADD_GREF_MAPPING(9, "XEN_NETIF_CTRL_TYPE_ADD_GREF_MAPPING"),
  DEL_GREF_MAPPING(10, "XEN_NETIF_CTRL_TYPE_DEL_GREF_MAPPING");

  /** The number in the header. */
  public final int number;

  private final String cName;

  NetifCtrlType(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static NetifCtrlType of(long number) {
    for (NetifCtrlType c : values()) {
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
