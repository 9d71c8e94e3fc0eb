/**
 * Consoles: both halves of a line that bytes go over in both directions (io/console.h).
 *
 * <p>Invariants: all of it runs on the kernel's vCPU; indexes that the other half writes are read
 * once and checked before anything is copied; a terminal outlives the front ends that connect to
 * it, and is connected to one at a time.
 */
package dev.xenolith.pv.console;
