package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.P9Request.Setattr;

/** What is known of files beside what is in them. */
final class Attributes {
  private static final int PERMISSIONS = 07777;

  /** Set-user-ID and set-group-ID: on the host they would give away its users' rights. */
  private static final int SET_ID = 06000;

  private static final int KEEP = -1;

  // utimensat(2): in place of nanoseconds.
  private static final long NOW = 0x3FFFFFFF;
  private static final long OMIT = 0x3FFFFFFE;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  // statfs(2): which word of struct statfs a field is.
  private static final int F_TYPE = 0;
  private static final int F_BSIZE = 1;
  private static final int F_BLOCKS = 2;
  private static final int F_BFREE = 3;
  private static final int F_BAVAIL = 4;
  private static final int F_FILES = 5;
  private static final int F_FFREE = 6;
  private static final int F_FSID = 7;
  private static final int F_NAMELEN = 8;

  private final FidTable fids;

  Attributes(FidTable fids) {
    this.fids = fids;
  }

  P9Reply get(P9Request.Getattr getattr) throws P9Exception {
    return HostCalls.stat(fids.get(getattr.fid()).node().fd()).attributes();
  }

  void set(Setattr set) throws P9Exception {
    Fid fid = fids.get(set.fid());
    int fd = fid.node().fd();
    if (set.changes(Setattr.MODE)) {
      if ((set.mode() & SET_ID) != 0 && !fid.node().first().isDirectory()) {
        throw new P9Exception(XenErrno.EPERM);
      }
      HostCalls.chmod(fd, set.mode() & PERMISSIONS);
    }
    if (set.changes(Setattr.ATIME) || set.changes(Setattr.MTIME)) {
      long[] accessed = time(set, Setattr.ATIME, Setattr.ATIME_SET, set.accessed());
      long[] modified = time(set, Setattr.MTIME, Setattr.MTIME_SET, set.modified());
      HostCalls.setTimes(fd, accessed[0], accessed[1], modified[0], modified[1]);
    }
    boolean owner = set.changes(Setattr.UID) || set.changes(Setattr.GID);
    if (owner || set.valid() == Setattr.CTIME) { // the latter alone: as if it were changed
      int uid = set.changes(Setattr.UID) ? set.uid() : KEEP;
      int gid = set.changes(Setattr.GID) ? set.gid() : KEEP;
      HostCalls.chown(fd, uid, gid);
    }
    if (set.changes(Setattr.SIZE)) {
      truncate(fid, set.size());
    }
  }

  private static long[] time(Setattr set, int changed, int given, P9Request.Time time)
      throws P9Exception {
    if (!set.changes(changed)) {
      return new long[] {0, OMIT};
    }
    if (!set.changes(given)) {
      return new long[] {0, NOW};
    }
    if (Long.compareUnsigned(time.nanos(), NANOS_PER_SECOND) >= 0) {
      throw new P9Exception(XenErrno.EINVAL);
    }
    return new long[] {time.seconds(), time.nanos()};
  }

  private static void truncate(Fid fid, long size) throws P9Exception {
    if (fid.node().first().kind() != HostStat.REGULAR) {
      throw new P9Exception(fid.node().first().isDirectory() ? XenErrno.EISDIR : XenErrno.EINVAL);
    }
    if (fid.isWritable()) {
      HostCalls.truncateOpen(fid.handle(), size);
    } else {
      HostCalls.truncate(fid.node().fd(), size);
    }
  }

  P9Reply statfs(P9Request.Statfs statfs) throws P9Exception {
    long[] words = HostCalls.statfs(fids.get(statfs.fid()).node().fd());
    return new P9Reply.Statfs(
        (int) words[F_TYPE],
        (int) words[F_BSIZE],
        words[F_BLOCKS],
        words[F_BFREE],
        words[F_BAVAIL],
        words[F_FILES],
        words[F_FFREE],
        words[F_FSID],
        (int) words[F_NAMELEN]);
  }
}
