package dev.xenolith.pv.block;

/** A disk that this domain drives. */
public interface Disk {
  /** Bytes of a sector, as this package counts them. */
  int SECTOR_BYTES = 512;

  /** How many sectors it has. */
  long sectors();

  /** Whether writing is refused. */
  boolean isReadOnly();

  /** Whether ranges can be forgotten. */
  boolean canDiscard();

  /** Bytes of the smallest range that can be forgotten. */
  int granularity();

  /** Bytes of the smallest range that can be read or written: one sector or several. */
  int logicalSectorBytes();

  /** Bytes that the hardware writes at a time. */
  int physicalSectorBytes();

  /** The most ranges of memory in one request. */
  int maxSegments();

  /** Has a request carried out; those under way may end in any order. */
  void submit(DiskRequest request);
}
