package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;

/**
 * Files that come, go and change their names. What a guest makes is its user's as far as the host
 * lets this process give files away ({@code security_model=none}), and never gains rights by being
 * run on the host.
 */
final class Tree {
  /** All that a file can let people do, without running it as somebody else. */
  private static final int PERMISSIONS = 01777;

  private static final int OWNER_ONLY = 0600;
  private static final int OWNER_ONLY_DIRECTORY = 0700;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int BLOCK_DEVICE = 0x6000;

  private final FidTable fids;
  private final Descriptors descriptors;

  Tree(FidTable fids, Descriptors descriptors) {
    this.fids = fids;
    this.descriptors = descriptors;
  }

  P9Reply create(P9Request.Lcreate lcreate) throws P9Exception {
    Fid fid = fids.get(lcreate.fid());
    fid.requireClosed();
    Node directory = fids.directory(lcreate.fid());
    int flags = Contents.flags(lcreate.flags());
    Node node;
    int handle;
    try {
      node = directory.find(lcreate.name());
      handle = reopen(node, lcreate, flags);
    } catch (P9Exception e) {
      if (e.errno != XenErrno.ENOENT.number) {
        throw e;
      }
      int created = flags | HostCalls.O_CREAT | HostCalls.O_EXCL;
      handle =
          descriptors.take(
              () -> HostCalls.open(directory.fd(), lcreate.name(), created, OWNER_ONLY));
      node = adopt(directory, lcreate, handle, fid.uid);
    }
    fid.become(node);
    fid.opened(handle, flags);
    return new P9Reply.Opened(HostCalls.stat(node.fd()).qid());
  }

  /** The file was there before: it is opened, unless it must not have been. */
  private static int reopen(Node node, P9Request.Lcreate lcreate, int flags) throws P9Exception {
    try {
      if ((lcreate.flags() & HostCalls.O_EXCL) != 0) {
        throw new P9Exception(XenErrno.EEXIST);
      }
      if (node.first().isDirectory()) {
        throw new P9Exception(XenErrno.EISDIR);
      }
      return node.open(flags);
    } catch (P9Exception e) {
      node.release();
      throw e;
    }
  }

  /** The node of a file that was just created; where that fails, the file is not open any more. */
  private Node adopt(Node directory, P9Request.Lcreate lcreate, int handle, int uid)
      throws P9Exception {
    Node node = null;
    try {
      node = directory.created(handle, lcreate.name());
      own(node, uid, lcreate.gid(), lcreate.mode());
      return node;
    } catch (P9Exception e) {
      if (node != null) {
        node.release();
      }
      descriptors.close(handle);
      throw e;
    }
  }

  /** Gives a file that was made to whom it is for, if this process may, and then its mode. */
  private static void own(Node node, int uid, int gid, int mode) throws P9Exception {
    try {
      HostCalls.chown(node.fd(), uid, gid);
    } catch (P9Exception e) {
      if (e.errno != XenErrno.EPERM.number && e.errno != XenErrno.EINVAL.number) {
        throw e;
      }
    }
    if (node.first().kind() != HostStat.SYMLINK) {
      HostCalls.chmod(node.fd(), mode & PERMISSIONS);
    }
  }

  /** What was made in a directory under a name becomes its user's. */
  private P9Reply made(int directory, String name, int gid, int mode) throws P9Exception {
    Fid fid = fids.get(directory);
    Node node = fid.node().find(name);
    try {
      own(node, fid.uid, gid, mode);
      return new P9Reply.One(node.first().qid());
    } finally {
      node.release();
    }
  }

  P9Reply symlink(P9Request.Symlink symlink) throws P9Exception {
    Node directory = fids.directory(symlink.directory());
    HostCalls.symlink(symlink.target(), directory.fd(), symlink.name());
    return made(symlink.directory(), symlink.name(), symlink.gid(), 0);
  }

  P9Reply mkdir(P9Request.Mkdir mkdir) throws P9Exception {
    Node directory = fids.directory(mkdir.directory());
    HostCalls.mkdir(directory.fd(), mkdir.name(), OWNER_ONLY_DIRECTORY);
    return made(mkdir.directory(), mkdir.name(), mkdir.gid(), mkdir.mode());
  }

  P9Reply mknod(P9Request.Mknod mknod) throws P9Exception {
    Node directory = fids.directory(mknod.directory());
    int kind = mknod.mode() & HostStat.KIND;
    switch (kind) {
      case 0, HostStat.REGULAR, HostStat.PIPE, HostStat.SOCKET -> {}
      case CHARACTER_DEVICE, BLOCK_DEVICE -> throw new P9Exception(XenErrno.EPERM);
      default -> throw new P9Exception(XenErrno.EINVAL);
    }
    HostCalls.mknod(directory.fd(), mknod.name(), kind | OWNER_ONLY);
    return made(mknod.directory(), mknod.name(), mknod.gid(), mknod.mode());
  }

  void link(P9Request.Link link) throws P9Exception {
    Node directory = fids.directory(link.directory());
    HostCalls.link(fids.get(link.fid()).node().fd(), directory.fd(), link.name());
  }

  void rename(P9Request.Rename rename) throws P9Exception {
    Node directory = fids.directory(rename.directory());
    fids.get(rename.fid()).node().rename(directory, rename.name());
  }

  void renameat(P9Request.Renameat rename) throws P9Exception {
    Node from = fids.directory(rename.from());
    Node to = fids.directory(rename.to());
    HostCalls.rename(from.fd(), rename.fromName(), to.fd(), rename.toName());
    fids.moved(from, rename.fromName(), to, rename.toName());
  }

  void unlinkat(P9Request.Unlinkat unlink) throws P9Exception {
    if ((unlink.flags() & ~P9Request.Unlinkat.REMOVE_DIRECTORY) != 0) {
      throw new P9Exception(XenErrno.EINVAL);
    }
    Node directory = fids.directory(unlink.directory());
    HostCalls.unlink(directory.fd(), unlink.name(), unlink.flags());
  }

  /** The fid is gone even if the file stays. */
  void remove(P9Request.Remove remove) throws P9Exception {
    Fid fid = fids.remove(remove.fid());
    try {
      fid.node().remove();
    } finally {
      fid.release();
    }
  }
}
