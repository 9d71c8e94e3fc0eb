package dev.xenolith.dom0.device;

import dev.xenolith.pv.block.BlockCounters;

/**
 * What the disks of a domain were used for.
 *
 * @param count how many disks it has
 * @param outOfRequests how often requests had to wait in a full ring
 */
public record DiskUse(
    int count, long outOfRequests, long reads, long writes, long sectorsRead, long sectorsWritten) {
  /** No disks. */
  static final DiskUse NONE = new DiskUse(0, 0, 0, 0, 0, 0);

  DiskUse plus(BlockCounters disk) {
    return new DiskUse(
        count + 1,
        outOfRequests + disk.outOfRequests(),
        reads + disk.reads(),
        writes + disk.writes(),
        sectorsRead + disk.sectorsRead(),
        sectorsWritten + disk.sectorsWritten());
  }
}
