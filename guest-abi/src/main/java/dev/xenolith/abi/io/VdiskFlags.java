package dev.xenolith.abi.io;

/** What kind of disk it is, in the back end's {@code info} node (io/blkif.h). */
public final class VdiskFlags {
  /** A CD-ROM. */
  public static final int CDROM = 1;

  /** The medium can be taken out. */
  public static final int REMOVABLE = 1 << 1;

  /** Writing is refused. */
  public static final int READONLY = 1 << 2;

  private VdiskFlags() {}
}
