package dev.xenolith.dom0.elf;

/** What a 32-bit kernel says about PAE page tables (libelf: XEN_PAE_*). */
public enum PaeMode {
  /** Nothing said: the kernel wants two-level tables, which no Xen since 4.0 offers. */
  NO,
  /** PAE with the top table below 4 GiB. */
  YES,
  /** PAE with the top table anywhere. */
  EXTENDED_CR3,
  /** Either; PAE is chosen. */
  BIMODAL;

  /** Whether the top table may lie above 4 GiB. */
  public boolean hasExtendedCr3() {
    return this == EXTENDED_CR3 || this == BIMODAL;
  }
}
