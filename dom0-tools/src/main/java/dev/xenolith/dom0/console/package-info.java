/**
 * Consoled: moves bytes between the console rings of domains (io/console.h) and whoever looks at
 * them.
 *
 * <p>Rings are touched on domain 0's vCPU only. {@code ScrollBack} is the one thing shared with
 * other threads and locks itself; no other lock is taken while its lock is held. A domain is never
 * made to wait for a reader: what nobody reads is kept up to a limit, then the oldest goes. Ring
 * indexes belong to the domain and may be anything; each is read once and checked. A bug that shows
 * in one console is told, and is nobody's trouble but its domain's.
 */
package dev.xenolith.dom0.console;
