/**
 * The trace: every hypercall, trap, page-type change, event and scheduling decision, free when off;
 * and the hypervisor's log.
 *
 * <p>Invariants: records come in order of time, from the thread of the physical CPU alone; what a
 * record keeps of guest memory is bounded, whatever the guest names. Only the log may be used from
 * any thread: its monitor is a leaf lock.
 */
package dev.xenolith.hv.trace;
