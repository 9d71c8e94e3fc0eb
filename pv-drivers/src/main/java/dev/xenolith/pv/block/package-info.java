/**
 * The block protocol (io/blkif.h): disks for other domains, and disks of other domains.
 *
 * <p>The back end moves no data itself. A request names granted frames; the back end has the grants
 * held for the disk's own hardware and names their machine frames to it, so that a byte is copied
 * once, between the medium and the front end's frame.
 *
 * <p>Invariants: every request gets exactly one response; frames are held from the moment a request
 * is taken until the hardware has done with it; a request is checked on a copy.
 */
package dev.xenolith.pv.block;
