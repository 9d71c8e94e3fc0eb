/**
 * The kernel of domain 0, written in Java: what a PV kernel of machine code would do for its tools.
 * It finds its way in its own page tables, keeps argument structures and mappings of other domains'
 * frames in its own pages, takes event upcalls, and runs tasks. It knows the hypervisor only
 * through {@link dev.xenolith.abi.call.HypercallGate}.
 *
 * <p>Invariants: everything here runs on the one vCPU of domain 0 except {@link
 * dev.xenolith.dom0.kernel.Dom0Kernel#run} and {@code later}, which hand over; there are no locks.
 * The kernel is 64-bit PV. Argument memory is released in the reverse order of its allocation. A
 * window maps frames from its creation to its close and holds a reference of each, so a domain
 * under destruction stays half dead until its windows are closed.
 */
package dev.xenolith.dom0.kernel;
