package dev.xenolith.pv.block;

/** What Linux's back end counts of a disk. */
public final class BlockCounters {
  private long outOfRequests;
  private long reads;
  private long writes;
  private long sectorsRead;
  private long sectorsWritten;

  void outOfRequest() {
    outOfRequests++;
  }

  void count(DiskRequest request) {
    switch (request.kind()) {
      case READ -> {
        reads++;
        sectorsRead += request.sectorCount();
      }
      case WRITE -> {
        writes++;
        sectorsWritten += request.sectorCount();
      }
      case FLUSH, DISCARD -> {}
    }
  }

  /** How often requests had to wait in the ring. */
  public long outOfRequests() {
    return outOfRequests;
  }

  /** How many read. */
  public long reads() {
    return reads;
  }

  /** How many wrote. */
  public long writes() {
    return writes;
  }

  /** How many sectors were read. */
  public long sectorsRead() {
    return sectorsRead;
  }

  /** How many sectors were written. */
  public long sectorsWritten() {
    return sectorsWritten;
  }
}
