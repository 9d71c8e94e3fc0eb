package dev.xenolith.abi.xen;

/** Bits of xen_memory_reservation.mem_flags (memory.h: XENMEMF_*). */
public final class MemoryFlags {
  /** How many bits the address may have; 0 for no limit. */
  public static final int ADDRESS_BITS_MASK = 0xFF;

  /** Where the node begins, plus one. */
  public static final int NODE_SHIFT = 8;

  /** The node, plus one. */
  public static final int NODE_MASK = 0xFF << 8;

  /** Allocate on first use; not for PV. */
  public static final int POPULATE_ON_DEMAND = 1 << 16;

  /** That node or none. */
  public static final int EXACT_NODE_REQUEST = 1 << 17;

  /** The node is the guest's, not the machine's. */
  public static final int VNODE = 1 << 18;

  private MemoryFlags() {}
}
