package dev.xenolith.abi.num;

/** Machine address in bytes. */
public record Maddr(long raw) {
  /** The frame this address lies in. */
  public Mfn toMfn() {
    return new Mfn(raw >>> Mfn.PAGE_SHIFT);
  }

  /** The address this many bytes further on. */
  public Maddr plus(long bytes) {
    return new Maddr(raw + bytes);
  }

  /** Byte offset within the frame. */
  public int offset() {
    return (int) raw & (Mfn.PAGE_SIZE - 1);
  }

  @Override
  public String toString() {
    return "maddr " + Long.toHexString(raw);
  }
}
