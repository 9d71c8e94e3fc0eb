package dev.xenolith.abi.num;

/** Machine frame number: what stands in the page tables of a PV guest (xen/mm.h calls it mfn). */
public record Mfn(long raw) {
  /** Log2 of the size of a frame. */
  public static final int PAGE_SHIFT = 12;

  /** Size of a frame in bytes. */
  public static final int PAGE_SIZE = 1 << PAGE_SHIFT;

  /** The frame this many frames further on. */
  public Mfn plus(long frames) {
    return new Mfn(raw + frames);
  }

  /** Address of the frame's first byte. */
  public Maddr toMaddr() {
    return new Maddr(raw << PAGE_SHIFT);
  }

  @Override
  public String toString() {
    return "mfn " + Long.toHexString(raw);
  }
}
