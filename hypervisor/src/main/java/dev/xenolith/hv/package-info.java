/**
 * The facade: a machine with a hypervisor, and the configuration it is booted from.
 *
 * <p>Invariants: the thread that calls {@link dev.xenolith.hv.Hypervisor#run} is the simulated
 * physical CPU and the only one that touches domains; others use {@code stop}, the log and the
 * mailbox of a hosted kernel. Only a composition root (dom0.launch, tests) constructs a machine.
 */
package dev.xenolith.hv;
