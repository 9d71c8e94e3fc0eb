/**
 * The Xen public ABI as data: the root lists what the packages below declare.
 *
 * <p>Invariant: a structure or sub-operation that is not in {@link dev.xenolith.abi.PublicAbi} is
 * not checked against the headers, so a test fails on one that is missing there.
 */
package dev.xenolith.abi;
