/**
 * Calls of the host's C library that Java has no words for, through Java's foreign functions.
 *
 * <p>Invariants: numbers are those of Linux on x86-64; a call that a signal interrupts is made
 * again; what the host refuses is a negated errno of a {@link CFunction}, and an exception with it
 * of {@link Libc}. The JVM is started with {@code --enable-native-access}.
 */
package dev.xenolith.dom0.libc;
