/**
 * Machine memory: one page-aligned, lazily committed reservation for all frames of the machine.
 *
 * <p>Invariants: every address is checked against the reservation before a byte is touched; a frame
 * that was released reads as zeroes. No locks: frames belong to whoever the frame table says.
 */
package dev.xenolith.hv.machine.memory;
