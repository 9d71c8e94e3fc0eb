package dev.xenolith.hv.machine.cpu.interpret;

/**
 * A block of a region.
 *
 * @param endAt where the word of the operation that ends it stands
 * @param taken the RIP it goes on at
 * @param notTaken the other one, if it ends with a condition
 */
record RegionBlock(Block block, int endAt, long taken, long notTaken, boolean conditional) {
  boolean leadsTo(long rip) {
    return taken == rip || conditional && notTaken == rip;
  }
}
