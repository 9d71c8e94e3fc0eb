package dev.xenolith.abi.num;

/** Pseudo-physical frame number: a PV guest's own linear idea of its memory. */
public record Pfn(long raw) {
  @Override
  public String toString() {
    return "pfn " + Long.toHexString(raw);
  }
}
