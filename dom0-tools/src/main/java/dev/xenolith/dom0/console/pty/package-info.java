/**
 * A pseudo-terminal for each domain's console, where xenconsole and every terminal program can
 * attach, and a log file beside it: what xenconsoled offers on a real host. {@link
 * dev.xenolith.dom0.console.pty.ConsolePtys} is the server; {@code Pty} is what the C library knows
 * of pseudo-terminals.
 *
 * <p>Invariants: terminals and files are touched on the one thread of the server, which never waits
 * for any of them: what a reader does not take stays in the console's scroll-back, whose oldest
 * bytes go first. A domain is never held back by a reader, nor by a full disk.
 *
 * <p>Locks: {@code WakeUp} guards itself, by which other threads end the server's wait; a leaf.
 */
package dev.xenolith.dom0.console.pty;
