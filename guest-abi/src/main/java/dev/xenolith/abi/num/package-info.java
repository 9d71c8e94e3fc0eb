/**
 * The numbers of the ABI, one type each, so that a machine frame is never taken for a
 * pseudo-physical one.
 *
 * <p>Invariants: every type is an immutable record over one primitive named {@code raw}. Hot paths
 * keep the primitive and say the unit in the variable's name ({@code mfnRaw}); every signature
 * between subsystems uses the record.
 */
package dev.xenolith.abi.num;
