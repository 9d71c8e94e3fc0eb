/**
 * Builds PV domains as libxenguest and libxl do, in their order and with their layout, so that a
 * kernel finds what it finds under real Xen.
 *
 * <p>{@code DomainLayout} and {@code PageTablePlan} decide on paper where everything goes; {@code
 * GuestMemory} writes it through foreign mappings; {@link dev.xenolith.dom0.builder.DomainBuilder}
 * does the whole in order.
 *
 * <p>Invariants: nothing of a domain is created before its image has been read; when any step
 * fails, the domain and everything made for it are gone again; page tables are unmapped before they
 * are pinned.
 */
package dev.xenolith.dom0.builder;
