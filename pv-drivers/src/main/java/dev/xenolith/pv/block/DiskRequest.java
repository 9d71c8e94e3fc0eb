package dev.xenolith.pv.block;

/** What a disk is to do, and who is told when it is done. */
public interface DiskRequest {
  /** What can be done. */
  enum Kind {
    READ,
    WRITE,
    /** Everything that ended before is to be safe. */
    FLUSH,
    /** A range is to read as zeroes. */
    DISCARD
  }

  /** What it is. */
  Kind kind();

  /** The first sector. */
  long sector();

  /** How many sectors, for {@link Kind#DISCARD}. */
  long sectorCount();

  /** How many ranges of memory, one behind the other on the disk. */
  int segments();

  /** Machine address of a range. */
  long address(int segment);

  /** Bytes of a range: whole sectors, not more than a page. */
  int bytes(int segment);

  /**
   * It is done. Called on the vCPU of the domain, not from within {@link Disk#submit}.
   *
   * @param error 0, or the number of a {@link dev.xenolith.abi.call.XenErrno}
   */
  void done(int error);
}
