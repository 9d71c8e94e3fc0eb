/**
 * The xl command: what a person types and sees.
 *
 * <p>Invariants: whatever goes wrong ends in one sentence on standard error and a status of {@link
 * dev.xenolith.dom0.xl.ExitStatus}; standard output carries the guest's console and what was asked
 * for, nothing else. The terminal is raw only between {@code RawTerminal.enter} and {@code close}.
 */
package dev.xenolith.dom0.xl;
