/**
 * Domains from beginning to end: what libxl does for xl. {@link
 * dev.xenolith.dom0.toolstack.Toolstack} is what commands use.
 *
 * <p>Invariants: the state is that of domain 0's vCPU, and only methods that return futures may be
 * called from other threads; rings of a domain are unmapped before it is destroyed, since a mapped
 * frame keeps it half alive.
 */
package dev.xenolith.dom0.toolstack;
