/**
 * Grants: how a domain lets another use a frame. One {@link dev.xenolith.hv.grant.GrantTable} per
 * domain has both sides: what the domain grants (the shared entries and, for those in use, the
 * active entries) and what it has mapped of others (map-track).
 *
 * <p>Invariants: while an entry is pinned its active entry, not the shared one, says for whom and
 * which frame; GTF_reading and GTF_writing of the shared entry say how it is pinned; each live
 * map-track entry accounts for one pin of each kind its flags name, and each host or device mapping
 * for one reference to the frame, and one writable type reference unless it is read-only. A shared
 * entry is read once, and changed only if it still is what was read.
 *
 * <p>Ownership: the thread of the physical CPU. With several CPUs each table takes a lock of its
 * own, the granter's after the mapper's, and the page references after both.
 */
package dev.xenolith.hv.grant;
