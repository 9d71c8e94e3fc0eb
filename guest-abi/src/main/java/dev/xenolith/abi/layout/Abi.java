package dev.xenolith.abi.layout;

/** The two widths of PV guest, which lay the same structures out differently. */
public enum Abi {
  /** 32-bit PAE guest: long and pointer have 4 bytes, uint64_t is aligned to 4. */
  PV32(4),
  /** 64-bit guest: long, pointer and uint64_t have 8 bytes and that alignment. */
  PV64(8);

  /** Size of long, xen_ulong_t's compat form and pointers, in bytes. */
  public final int wordBytes;

  Abi(int wordBytes) {
    this.wordBytes = wordBytes;
  }
}
