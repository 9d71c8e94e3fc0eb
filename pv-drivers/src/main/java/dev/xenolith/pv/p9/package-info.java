/**
 * The back end of shared folders: 9P2000.L over streams of bytes in granted pages
 * (docs/misc/9pfs.pandoc).
 *
 * <p>Invariants: a byte of a message is read once; a message is no longer than its stream; numbers
 * and names in a {@link dev.xenolith.pv.p9.P9Request} are within the protocol's limits, and what
 * they name is for the {@link dev.xenolith.pv.p9.Share} to judge. One request of a device is under
 * way at a time, so that a share needs no order of its own.
 */
package dev.xenolith.pv.p9;
