package dev.xenolith.abi.num;

/** Linear (virtual) address in the address space of one vCPU, unsigned. */
public record Vaddr(long raw) {
  @Override
  public String toString() {
    return "0x" + Long.toHexString(raw);
  }
}
