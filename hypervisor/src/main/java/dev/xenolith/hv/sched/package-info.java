/**
 * Scheduling: which vCPU a physical CPU runs next, and for how long. {@link
 * dev.xenolith.hv.sched.Scheduler} is the seam; {@link dev.xenolith.hv.sched.CreditScheduler} is
 * the first behind it.
 *
 * <p>Invariants: a vCPU is on the run queue exactly when it can run and does not; the answer
 * depends only on the calls made and the times given with them. The subsystem knows vCPUs only as
 * {@link dev.xenolith.hv.sched.Schedulable}, and why one can or cannot run is not its business.
 *
 * <p>Ownership: the thread of the physical CPU. With several CPUs each gets a queue with a lock of
 * its own, taken after a domain's.
 */
package dev.xenolith.hv.sched;
