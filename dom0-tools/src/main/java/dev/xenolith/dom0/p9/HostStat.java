package dev.xenolith.dom0.p9;

import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.Qid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the host says of a file (struct statx, statx(2)).
 *
 * @param inode its number in its file system
 * @param device the number of what that file system is on
 * @param rdev the device that it stands for, if it is a device's node
 */
record HostStat(
    int mode,
    int uid,
    int gid,
    int links,
    long size,
    int blockSize,
    long blocks,
    long inode,
    long device,
    long rdev,
    P9Request.Time accessed,
    P9Request.Time modified,
    P9Request.Time changed) {
  static final int BYTES = 256;

  /** STATX_BASIC_STATS. */
  static final int WANTED = 0x7FF;

  static final int KIND = 0xF000;
  static final int PIPE = 0x1000;
  static final int DIRECTORY = 0x4000;
  static final int REGULAR = 0x8000;
  static final int SYMLINK = 0xA000;
  static final int SOCKET = 0xC000;

  /** Fibonacci hashing: spreads the numbers of devices over those of files. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  // Where the fields of struct statx are.
  private static final int BLKSIZE = 4;
  private static final int NLINK = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INO = 32;
  private static final int SIZE = 40;
  private static final int BLOCKS = 48;
  private static final int ATIME = 64;
  private static final int CTIME = 96;
  private static final int MTIME = 112;
  private static final int RDEV_MAJOR = 128;
  private static final int RDEV_MINOR = 132;
  private static final int DEV_MAJOR = 136;
  private static final int DEV_MINOR = 140;

  /** Where the nanoseconds of a time are, behind its seconds. */
  private static final int NSEC = 8;

  static HostStat of(MemorySegment statx) {
    return new HostStat(
        Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, MODE)),
        u32(statx, UID),
        u32(statx, GID),
        u32(statx, NLINK),
        u64(statx, SIZE),
        u32(statx, BLKSIZE),
        u64(statx, BLOCKS),
        u64(statx, INO),
        device(u32(statx, DEV_MAJOR), u32(statx, DEV_MINOR)),
        device(u32(statx, RDEV_MAJOR), u32(statx, RDEV_MINOR)),
        time(statx, ATIME),
        time(statx, MTIME),
        time(statx, CTIME));
  }

  private static int u32(MemorySegment statx, long at) {
    return statx.get(ValueLayout.JAVA_INT, at);
  }

  private static long u64(MemorySegment statx, long at) {
    return statx.get(ValueLayout.JAVA_LONG, at);
  }

  private static P9Request.Time time(MemorySegment statx, long at) {
    return new P9Request.Time(u64(statx, at), Integer.toUnsignedLong(u32(statx, at + NSEC)));
  }

  /** As Linux's user space encodes the numbers of a device. */
  private static long device(int major, int minor) {
    return minor & 0xFFL | (long) major << 8 | (minor & 0xFFFFFF00L) << 12;
  }

  int kind() {
    return mode & KIND;
  }

  boolean isDirectory() {
    return kind() == DIRECTORY;
  }

  /** Whether both are the same file. */
  boolean isSame(HostStat other) {
    return inode == other.inode && device == other.device;
  }

  Qid qid() {
    int version = (int) (modified.nanos() ^ modified.seconds() << 8);
    return new Qid(type(kind()), version, path(inode, device));
  }

  /** A folder may span file systems, each of which counts its files from the start. */
  static long path(long inode, long device) {
    return inode ^ device * SPREAD << Short.SIZE;
  }

  static int type(int kind) {
    return switch (kind) {
      case DIRECTORY -> Qid.DIRECTORY;
      case SYMLINK -> Qid.SYMLINK;
      default -> 0;
    };
  }

  P9Reply attributes() {
    return new P9Reply.Attributes(
        qid(),
        mode,
        uid,
        gid,
        Integer.toUnsignedLong(links),
        rdev,
        size,
        blockSize,
        blocks,
        accessed,
        modified,
        changed);
  }
}
