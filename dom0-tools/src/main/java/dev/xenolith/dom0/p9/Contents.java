package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.Qid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is in files, directories and symbolic links. */
final class Contents {
  /** What a guest may ask for; the rest is for its own kernel, or is not for files. */
  private static final int OPEN_FLAGS =
      HostCalls.O_ACCESS
          | HostCalls.O_TRUNC
          | HostCalls.O_APPEND
          | HostCalls.O_DSYNC
          | HostCalls.O_SYNC;

  /** Room for entries: at least one of the longest, at most what is worth reading at once. */
  private static final int LEAST_ENTRIES = 1024;

  private static final int MOST_ENTRIES = 32 << 10;

  // struct linux_dirent64: ino, off, reclen, type, name.
  private static final int OFF = 8;
  private static final int RECLEN = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;

  /** A type of linux_dirent64 is the kind in a mode, shifted by this. */
  private static final int TYPE_SHIFT = 12;

  private final FidTable fids;
  private final Descriptors descriptors;
  private int longestMessage;

  Contents(FidTable fids, Descriptors descriptors) {
    this.fids = fids;
    this.descriptors = descriptors;
  }

  void setLongestMessage(int bytes) {
    longestMessage = bytes;
  }

  /** The flags of open(2) that these become, of which none makes a file. */
  static int flags(int asked) throws P9Exception {
    if ((asked & HostCalls.O_ACCESS) == HostCalls.O_ACCESS) {
      throw new P9Exception(XenErrno.EINVAL);
    }
    return asked & OPEN_FLAGS;
  }

  P9Reply open(P9Request.Lopen lopen) throws P9Exception {
    Fid fid = fids.get(lopen.fid());
    fid.requireClosed();
    int flags = flags(lopen.flags());
    if ((lopen.flags() & HostCalls.O_DIRECTORY) != 0 && !fid.node().first().isDirectory()) {
      throw new P9Exception(XenErrno.ENOTDIR);
    }
    fid.opened(fid.node().open(flags), flags);
    return new P9Reply.Opened(HostCalls.stat(fid.node().fd()).qid());
  }

  /** How much there may be of what was asked for: a reply is a message. */
  private int within(int count, int overhead) {
    int most = longestMessage - overhead;
    return Integer.compareUnsigned(count, most) < 0 ? count : most;
  }

  P9Reply read(P9Request.Read read) throws P9Exception {
    int handle = fids.get(read.fid()).handle();
    int count = within(read.count(), P9Reply.Data.OVERHEAD);
    return new P9Reply.Data(HostCalls.read(handle, read.offset(), count));
  }

  P9Reply write(P9Request.Write write) throws P9Exception {
    int handle = fids.get(write.fid()).handle();
    return new P9Reply.Written(HostCalls.write(handle, write.offset(), write.data()));
  }

  void sync(P9Request.Fsync fsync) throws P9Exception {
    HostCalls.sync(fids.get(fsync.fid()).handle(), fsync.dataOnly());
  }

  P9Reply target(P9Request.Readlink readlink) throws P9Exception {
    Node node = fids.get(readlink.fid()).node();
    if (node.first().kind() != HostStat.SYMLINK) {
      throw new P9Exception(XenErrno.EINVAL);
    }
    String target = HostCalls.readlink(node.fd());
    if (P9Reply.Data.OVERHEAD + target.length() > longestMessage) {
      throw new P9Exception(XenErrno.ENAMETOOLONG);
    }
    return new P9Reply.Target(target);
  }

  /** Reads entries from where the guest wants, as many as the reply holds. */
  P9Reply entries(P9Request.Readdir readdir, Node root) throws P9Exception {
    Fid fid = fids.get(readdir.fid());
    int handle = fid.handle();
    if (!fid.node().first().isDirectory()) {
      throw new P9Exception(XenErrno.ENOTDIR);
    }
    int room = within(readdir.count(), P9Reply.Entries.OVERHEAD);
    fid.seek(readdir.offset());
    byte[] read = HostCalls.entries(handle, Math.clamp((long) room, LEAST_ENTRIES, MOST_ENTRIES));
    List<P9Reply.Entry> entries = new ArrayList<>();
    ByteArrayBytes dirent = new ByteArrayBytes(read);
    long device = HostCalls.stat(handle).device();
    for (int at = 0; at < read.length; at += dirent.getU16(at + RECLEN)) {
      P9Reply.Entry entry = entry(dirent, at, device, fid.node(), root);
      fid.readUpTo(entry.next());
      room -= entry.bytes();
      if (room >= 0) {
        entries.add(entry);
      }
    }
    if (entries.isEmpty() && read.length > 0) {
      throw new P9Exception(XenErrno.EINVAL); // as getdents(2) says of a buffer that is too small
    }
    return new P9Reply.Entries(entries);
  }

  /** The entry that stands there in what was read of a directory on a device. */
  private static P9Reply.Entry entry(
      ByteArrayBytes dirent, int at, long device, Node directory, Node root) {
    byte[] read = dirent.array();
    int end = at + NAME;
    while (read[end] != 0) {
      end++;
    }
    String name = new String(read, at + NAME, end - at - NAME, StandardCharsets.ISO_8859_1);
    int type = dirent.getU8(at + TYPE);
    boolean above = name.equals("..") && directory.first().isSame(root.first());
    Qid qid =
        above // what is above the root is not the guest's to know
            ? root.first().qid()
            : new Qid(
                HostStat.type(type << TYPE_SHIFT), 0, HostStat.path(dirent.getU64(at), device));
    return new P9Reply.Entry(qid, dirent.getU64(at + OFF), type, name);
  }
}
