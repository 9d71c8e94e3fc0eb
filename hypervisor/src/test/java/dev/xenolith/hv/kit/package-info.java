/**
 * Runs tiny PV kernels on the machine without any domain 0: for tests of what a guest sees.
 *
 * <p>Invariants: virtual time, so a test gives the same answer each time; a kernel that never ends
 * is stopped by a limit of virtual time.
 */
package dev.xenolith.hv.kit;
