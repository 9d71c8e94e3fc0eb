/**
 * Channels: consoles that a domain has besides its first, for programs rather than for people
 * (xen-pv-channel(7)). Each ends at a terminal or at a socket of the host.
 *
 * <p>Used on domain 0's vCPU, but for {@code ChannelSocket}, which serves one client after the
 * other on threads of its own and takes no lock.
 */
package dev.xenolith.dom0.channel;
