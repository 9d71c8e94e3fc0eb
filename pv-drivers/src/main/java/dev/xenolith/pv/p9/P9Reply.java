package dev.xenolith.pv.p9;

import dev.xenolith.abi.call.XenErrno;
import java.util.List;

/** What a request is answered with. */
public sealed interface P9Reply {
  /** It failed; the number is Linux's, which Xen's are too. */
  record Error(int errno) implements P9Reply {
    public Error(XenErrno errno) {
      this(errno.number);
    }
  }

  /** It is done, and there is nothing to say. */
  record Done() implements P9Reply {}

  record Version(int msize, String version) implements P9Reply {}

  /** The file that a fid names now, or that was made. */
  record One(Qid qid) implements P9Reply {}

  /** The files on the way. */
  record Walked(List<Qid> qids) implements P9Reply {}

  /** The file that is open now. */
  record Opened(Qid qid) implements P9Reply {}

  record Data(byte[] bytes) implements P9Reply {
    /** Bytes of the message beside the data. */
    public static final int OVERHEAD = P9Encoder.HEADER + Integer.BYTES;
  }

  record Written(int count) implements P9Reply {}

  /** Where a symbolic link leads. */
  record Target(String text) implements P9Reply {}

  /** What is in a directory. */
  record Entries(List<Entry> entries) implements P9Reply {
    public static final int OVERHEAD = Data.OVERHEAD;
  }

  /**
   * One of them.
   *
   * @param next where reading goes on behind it
   * @param type as getdents(2) has it
   */
  record Entry(Qid qid, long next, int type, String name) {
    /** How long it is in the message. */
    public int bytes() {
      return Qid.BYTES + Long.BYTES + Byte.BYTES + Short.BYTES + name.length();
    }
  }

  record Attributes(
      Qid qid,
      int mode,
      int uid,
      int gid,
      long links,
      long device,
      long size,
      long blockSize,
      long blocks,
      P9Request.Time accessed,
      P9Request.Time modified,
      P9Request.Time changed)
      implements P9Reply {}

  record Statfs(
      int type,
      int blockSize,
      long blocks,
      long free,
      long available,
      long files,
      long freeFiles,
      long id,
      int nameLength)
      implements P9Reply {}

  /** A lock was had. */
  record Locked() implements P9Reply {}

  /** Nobody has a lock there. */
  record Unlocked(long start, long length, int process, String client) implements P9Reply {}
}
