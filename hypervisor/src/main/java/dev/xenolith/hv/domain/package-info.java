/**
 * Domains and their vCPUs: what joins the subsystems of each.
 *
 * <p>A {@link dev.xenolith.hv.domain.Domain} owns its memory, event channels and grants; a {@link
 * dev.xenolith.hv.domain.Vcpu} owns an engine, its page-table bases, its traps and timers, and is
 * what each subsystem sees through an interface of its own. {@link dev.xenolith.hv.domain.Xen}
 * holds what there is once.
 *
 * <p>Invariants: a vCPU's state changes only on the thread of the physical CPU; whatever changes
 * whether it can run goes through one method that tells the scheduler and the accounts. A crash
 * stops its domain alone. A destroyed domain stays in the table, dying, until the last page
 * somebody else maps is let go. No locks.
 */
package dev.xenolith.hv.domain;
