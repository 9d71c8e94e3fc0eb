/**
 * Delivery of traps and events by bounce frames, and emulation of what a PV kernel may still try.
 *
 * <p>Invariants: nothing here knows domains; a vCPU is seen through {@link
 * dev.xenolith.hv.trap.TrapHost}. At most one exception waits for delivery ({@link
 * dev.xenolith.hv.trap.PendingTrap}); whoever injects a second one has a bug. What a guest does
 * wrong so badly that it cannot be told (no handler, no stack) is a sentence returned to the
 * caller, who crashes the domain with it. No locks: all of a vCPU's trap state belongs to the
 * thread of the physical CPU that runs it.
 */
package dev.xenolith.hv.trap;
