/**
 * The calls: hypercall numbers, sub-operations, error numbers, and the gate a hosted kernel makes
 * them through.
 *
 * <p>Invariants: a hypercall or sub-operation number stands in this package and nowhere else;
 * constants keep the C names of the public headers.
 */
package dev.xenolith.abi.call;
