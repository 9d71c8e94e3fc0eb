/**
 * Physical CPUs: the loop that runs the scheduler's choice of vCPU until it exits, and what is done
 * then.
 *
 * <p>{@link dev.xenolith.hv.run.PhysicalCpu} chooses, fires timers and sleeps. A vCPU with machine
 * code gets what waits for it (traps, events), runs on its engine, and its exit is handled:
 * hypercalls, faults the hypervisor puts right, faults that are the guest's. A hosted kernel is
 * entered for events and for work from outside.
 *
 * <p>Invariants: everything happens on the thread that calls {@code run}; other threads only post
 * work and ask the CPU to look up, through volatile fields and the clock's wake-up. In virtual time
 * nothing here depends on the host.
 */
package dev.xenolith.hv.run;
