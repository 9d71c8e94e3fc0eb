/**
 * The hardware of the simulated machine as its drivers see it: ports, interrupt lines, and what
 * lies in memory. Nothing of it is Xen's; a machine of metal would have other hardware.
 *
 * <p>Invariants: structures are little-endian, alike for both widths, and name machine addresses.
 */
package dev.xenolith.abi.device;
