/**
 * How a structure lies in guest memory, said once for both guest widths.
 *
 * <p>Invariants: a field's offset is computed from the order of declaration by the C rules of its
 * ABI and is written nowhere else; reading and writing a field always goes through {@link
 * dev.xenolith.abi.layout.GuestBytes}; all values are little-endian.
 */
package dev.xenolith.abi.layout;
