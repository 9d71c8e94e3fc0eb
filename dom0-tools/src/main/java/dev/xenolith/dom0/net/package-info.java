/**
 * Networks of domain 0: how configurations spell cards, the bridges they are plugged in at, the
 * host's network behind passt, and what records their packets.
 *
 * <p>Invariants: a bridge remembers a bounded number of addresses; a packet is delivered at once or
 * dropped, in the order in which it was sent, so that runs in virtual time are alike. Bridges and
 * ports are domain 0's vCPU's.
 *
 * <p>Locks: {@link HostNetwork} and {@link Capture} each guard with themselves what they hand over
 * between that vCPU and other threads, for moments only, as the vCPU takes them too; under the
 * former's, work is put into the machine's mailbox.
 */
package dev.xenolith.dom0.net;
