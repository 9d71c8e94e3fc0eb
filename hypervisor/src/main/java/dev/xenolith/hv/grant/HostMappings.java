package dev.xenolith.hv.grant;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantMapFlags;

/**
 * The page tables of the vCPU that maps a grant. A mapping's references to the frame are the
 * caller's business in both directions.
 */
public interface HostMappings {
  /**
   * Writes the page-table entry.
   *
   * @param address linear address, or the machine address of the entry with {@link
   *     GrantMapFlags#CONTAINS_PTE}
   * @return whether that was possible
   */
  boolean create(long address, Mfn frame, int mapFlags);

  /**
   * Removes the entry, which must map this frame as the flags say.
   *
   * @param newAddress if not 0, linear address whose entry moves to the place that becomes free
   * @return whether that was possible
   */
  boolean replace(long address, Mfn frame, long newAddress, int mapFlags);

  /** Forgets translations of the mapper's vCPUs, before the frame is given up. */
  void flushTlb();
}
