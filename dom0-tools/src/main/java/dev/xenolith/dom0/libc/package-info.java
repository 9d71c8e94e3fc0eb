/**
 * Calls of the host's C library that Java has no words for.
 *
 * <p>Invariants: numbers are those of Linux on x86-64; a call that a signal interrupts is made
 * again; what the host refuses is an exception with its errno.
 */
package dev.xenolith.dom0.libc;
