/**
 * Domain 0's devices: its drivers for the machine's hardware, what its kernel gives the split
 * drivers of {@link dev.xenolith.pv}, and the devices of domains as the toolstack makes them.
 *
 * <p>Invariants: everything runs on domain 0's vCPU; a medium stays in its drive until the back end
 * has let go of it.
 */
package dev.xenolith.dom0.device;
