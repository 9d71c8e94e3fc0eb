package dev.xenolith.abi.call;

/**
 * A number of the public headers that selects what one hypercall does. One enum per family; its
 * constants keep the C names without the prefix.
 */
public interface SubOp {
  /** The number in the header. */
  int number();

  /** The name as the headers spell it, such as {@code SCHEDOP_yield}. */
  String cName();

  /** The public header that defines it, relative to {@code xen/}. */
  String header();

  /** The hypercall it belongs to. */
  Hypercall hypercall();
}
