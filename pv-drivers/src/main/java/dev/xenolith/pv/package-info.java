/**
 * Split drivers: both halves of each, written against what a kernel gives its drivers, {@link
 * dev.xenolith.pv.GuestServices}. Nothing here knows the hypervisor or the tools.
 *
 * <p>Invariants: a driver runs on one vCPU of its domain, and only there; what the other half
 * shares is read once, copied and then checked; what the other half does wrong ends the connection
 * with a reason in xenstore, and costs nobody else anything.
 */
package dev.xenolith.pv;
