/**
 * Networks of domain 0: how configurations spell cards, the bridges they are plugged in at, the
 * host's network behind passt, and what records their packets.
 *
 * <p>Invariants: a bridge remembers a bounded number of addresses; a packet is delivered at once or
 * dropped, in the order in which it was sent, so that runs in virtual time are alike.
 */
package dev.xenolith.dom0.net;
