package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** How a block request ended. */
public enum BlkifStatus implements AbiNumber {
  OKAY(0, "BLKIF_RSP_OKAY"),
  ERROR(-1, "BLKIF_RSP_ERROR"),
  EOPNOTSUPP(-2, "BLKIF_RSP_EOPNOTSUPP");

  /** The number in the header. */
  public final int number;

  private final String cName;

  BlkifStatus(int number, String cName) {
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
    return "io/blkif.h";
  }
}
