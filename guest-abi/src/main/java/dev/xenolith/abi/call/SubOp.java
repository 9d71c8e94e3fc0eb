package dev.xenolith.abi.call;

import dev.xenolith.abi.num.AbiNumber;

/**
 * A number of the public headers that selects what one hypercall does. One enum per family; its
 * constants keep the C names without the prefix.
 */
public interface SubOp extends AbiNumber {
  /** The hypercall it belongs to. */
  Hypercall hypercall();
}
