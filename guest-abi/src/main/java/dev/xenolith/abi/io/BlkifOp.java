package dev.xenolith.abi.io;

import dev.xenolith.abi.num.AbiNumber;

/** What a block request asks for. */
public enum BlkifOp implements AbiNumber {
  READ(0, "BLKIF_OP_READ"),
  WRITE(1, "BLKIF_OP_WRITE"),
  WRITE_BARRIER(2, "BLKIF_OP_WRITE_BARRIER"),
  FLUSH_DISKCACHE(3, "BLKIF_OP_FLUSH_DISKCACHE"),
  RESERVED_1(4, "BLKIF_OP_RESERVED_1"),
  DISCARD(5, "BLKIF_OP_DISCARD"),
  INDIRECT(6, "BLKIF_OP_INDIRECT");

  /** The number in the header. */
  public final int number;

  private final String cName;

  BlkifOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static BlkifOp of(long number) {
    for (BlkifOp c : values()) {
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
    return "io/blkif.h";
  }
}
