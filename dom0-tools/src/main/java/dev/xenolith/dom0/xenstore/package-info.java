/**
 * Xenstored: a tree of small values that domains share, with permissions, watches and transactions,
 * spoken to over a ring page, in process, or over a stream of bytes from outside
 * (docs/misc/xenstore.txt, io/xs_wire.h).
 *
 * <p>From the bottom up: {@code NodeTable} with {@code Tree} and {@code Transaction} hold nodes;
 * {@code StoreView} is what one caller may do with them; {@code WatchIndex} knows who wants to be
 * told; {@code WireMessage} and {@code Requests} are the protocol; {@code RingLink} carries it to a
 * domain, {@code WireClient} to a program of the host; {@link dev.xenolith.dom0.xenstore.Xenstored}
 * owns it all.
 *
 * <p>Invariants: everything runs on domain 0's vCPU, so there are no locks; a request changes the
 * tree completely or not at all; what a domain sends is copied once and checked before use, and
 * trouble it causes costs it its own connection only; no domain's requests, watches, transactions,
 * nodes or unread output grow without bound, nor do those of a program outside.
 */
package dev.xenolith.dom0.xenstore;
