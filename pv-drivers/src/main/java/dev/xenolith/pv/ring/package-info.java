/**
 * The rings of requests and responses that most protocols share (io/ring.h).
 *
 * <p>Invariants: this half's indices are its own and never read back from shared memory; an index
 * of the other half is read once and believed only as far as the ring is long.
 */
package dev.xenolith.pv.ring;
