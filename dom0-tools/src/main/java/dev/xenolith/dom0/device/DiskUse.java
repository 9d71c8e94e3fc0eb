package dev.xenolith.dom0.device;

import dev.xenolith.pv.block.BlockCounters;

/**
 * What a disk of a domain was used for.
 *
 * @param number as xenstore has it
 * @param outOfRequests how often requests had to wait in a full ring
 */
public record DiskUse(
    int number,
    long outOfRequests,
    long reads,
    long writes,
    long sectorsRead,
    long sectorsWritten) {
  static DiskUse of(int number, BlockCounters disk) {
    return new DiskUse(
        number,
        disk.outOfRequests(),
        disk.reads(),
        disk.writes(),
        disk.sectorsRead(),
        disk.sectorsWritten());
  }
}
