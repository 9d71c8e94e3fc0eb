package dev.xenolith.pv.p9;

import dev.xenolith.abi.call.XenErrno;
import java.util.List;

/**
 * A request of a front end. Fids are the numbers that it chose for files. Names and other texts
 * have a character for each byte (ISO 8859-1), because files' names are bytes and nothing else.
 */
public sealed interface P9Request {
  /** One that is answered without being looked at further. */
  record Refused(XenErrno error) implements P9Request {}

  /** Begins anew: all fids are forgotten. */
  record Version(int msize, String version) implements P9Request {}

  /** Names the root of the share. */
  record Attach(int fid, int uid) implements P9Request {}

  /** Gives up waiting for a reply. */
  record Flush(int tag) implements P9Request {}

  /** Goes from a directory to what it contains, step by step. */
  record Walk(int fid, int newFid, List<String> names) implements P9Request {}

  record Read(int fid, long offset, int count) implements P9Request {}

  record Write(int fid, long offset, byte[] data) implements P9Request {}

  /** Forgets a fid. */
  record Clunk(int fid) implements P9Request {}

  /** Removes a file and forgets the fid. */
  record Remove(int fid) implements P9Request {}

  record Statfs(int fid) implements P9Request {}

  /** Opens a file; flags are those of open(2) on x86. */
  record Lopen(int fid, int flags) implements P9Request {}

  /** Creates a file in a directory and opens it; the fid is the file's from then on. */
  record Lcreate(int fid, String name, int flags, int mode, int gid) implements P9Request {}

  record Symlink(int directory, String name, String target, int gid) implements P9Request {}

  record Mknod(int directory, String name, int mode, int gid) implements P9Request {}

  record Rename(int fid, int directory, String name) implements P9Request {}

  record Readlink(int fid) implements P9Request {}

  record Getattr(int fid) implements P9Request {}

  /**
   * Changes what {@code valid} names.
   *
   * @param valid bits of {@link Setattr}
   */
  record Setattr(
      int fid, int valid, int mode, int uid, int gid, long size, Time accessed, Time modified)
      implements P9Request {
    public static final int MODE = 1;
    public static final int UID = 1 << 1;
    public static final int GID = 1 << 2;
    public static final int SIZE = 1 << 3;
    public static final int ATIME = 1 << 4;
    public static final int MTIME = 1 << 5;
    public static final int CTIME = 1 << 6;
    public static final int ATIME_SET = 1 << 7;
    public static final int MTIME_SET = 1 << 8;

    /** Whether it changes this. */
    public boolean changes(int bit) {
      return (valid & bit) != 0;
    }
  }

  /** A moment in seconds and nanoseconds. */
  record Time(long seconds, long nanos) {}

  record Readdir(int fid, long offset, int count) implements P9Request {}

  record Fsync(int fid, boolean dataOnly) implements P9Request {}

  record Lock(int fid, int flags) implements P9Request {
    /** In {@code flags}: wait for it. */
    public static final int BLOCK = 1;
  }

  record Getlock(int fid, long start, long length, int process, String client)
      implements P9Request {}

  record Link(int directory, int fid, String name) implements P9Request {}

  record Mkdir(int directory, String name, int mode, int gid) implements P9Request {}

  record Renameat(int from, String fromName, int to, String toName) implements P9Request {}

  record Unlinkat(int directory, String name, int flags) implements P9Request {
    /** In {@code flags}: it is a directory. */
    public static final int REMOVE_DIRECTORY = 0x200;
  }
}
