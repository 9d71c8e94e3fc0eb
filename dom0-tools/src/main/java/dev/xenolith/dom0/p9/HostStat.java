package dev.xenolith.dom0.p9;

import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.Qid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the host says of a file (struct statx, statx(2)). */
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
    long node,
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

  static HostStat of(MemorySegment statx) {
    return new HostStat(
        Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
        u32(statx, 20),
        u32(statx, 24),
        u32(statx, 16),
        u64(statx, 40),
        u32(statx, 4),
        u64(statx, 48),
        u64(statx, 32),
        device(u32(statx, 136), u32(statx, 140)),
        device(u32(statx, 128), u32(statx, 132)),
        time(statx, 64),
        time(statx, 112),
        time(statx, 96));
  }

  private static int u32(MemorySegment statx, long at) {
    return statx.get(ValueLayout.JAVA_INT, at);
  }

  private static long u64(MemorySegment statx, long at) {
    return statx.get(ValueLayout.JAVA_LONG, at);
  }

  private static P9Request.Time time(MemorySegment statx, long at) {
    return new P9Request.Time(u64(statx, at), Integer.toUnsignedLong(u32(statx, at + 8)));
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
        node,
        size,
        blockSize,
        blocks,
        accessed,
        modified,
        changed);
  }
}
