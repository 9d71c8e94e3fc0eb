package dev.xenolith.abi.num;

/**
 * Guest frame number: what a guest puts in its page tables; for a PV guest the same as its {@link
 * Mfn}.
 */
public record Gfn(long raw) {
  @Override
  public String toString() {
    return "gfn " + Long.toHexString(raw);
  }
}
