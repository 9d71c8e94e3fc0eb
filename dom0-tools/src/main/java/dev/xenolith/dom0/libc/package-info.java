/**
 * Calls of the C library that Java has no words for, through Java's foreign functions.
 *
 * <p>Invariants: a call that fails answers its negated errno, and is made again when a signal came
 * between. The JVM is started with {@code --enable-native-access}.
 */
package dev.xenolith.dom0.libc;
