/**
 * What front ends and back ends share in memory: rings, xenstore wire messages, device states.
 * Layout and index arithmetic only, no threads.
 *
 * <p>Invariants: as of {@link dev.xenolith.abi.xen}; each page is laid out alike for both widths.
 */
package dev.xenolith.abi.io;
