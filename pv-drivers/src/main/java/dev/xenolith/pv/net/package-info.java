/**
 * The network protocol (io/netif.h): cards for other domains, and this domain's own on others.
 *
 * <p>A packet is copied out of the sender's frames once, checked, and copied into the frames of
 * each domain that receives it. Checksums and trains of TCP segments stay as they are between
 * domains that both know them, and are worked out for those that do not.
 *
 * <p>Invariants: a request is read once; each gets one response, in the ring's order where packets
 * are received; what waits for a front end is bounded in bytes and for each sender.
 */
package dev.xenolith.pv.net;
