/**
 * The composition root: the one place that constructs a hypervisor and puts domain 0's kernel on
 * it.
 *
 * <p>Invariants: one machine per {@link dev.xenolith.dom0.launch.Machine}, run by one thread of its
 * own; everybody else talks to domain 0 through its mailbox. Nothing here assumes one domain.
 */
package dev.xenolith.dom0.launch;
