package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.Qid;
import java.util.ArrayList;
import java.util.List;

/** Serves one folder of the host to one guest. Used by one thread at a time. */
final class P9Server {
  private static final String DIALECT = "9P2000.L";
  private static final String NO_DIALECT = "unknown";
  private static final int LEAST_MESSAGE = 4096;

  /** More than the back end's streams hold; what is read is in memory at once. */
  private static final int LONGEST_MESSAGE = 1 << 16;

  private static final P9Reply DONE = new P9Reply.Done();

  private final byte[] path;
  private final Descriptors descriptors = new Descriptors();
  private final FidTable fids = new FidTable();
  private final Contents contents = new Contents(fids, descriptors);
  private final Tree tree = new Tree(fids, descriptors);
  private final Attributes attributes = new Attributes(fids);
  private Node root;
  private boolean agreed;

  /**
   * @param path of the folder, which is looked at when a guest wants it
   */
  P9Server(byte[] path) {
    this.path = path;
  }

  /** How many descriptors it has open. */
  int open() {
    return descriptors.count();
  }

  /** Carries out a request. */
  P9Reply answer(P9Request request) {
    try {
      if (!agreed && !(request instanceof P9Request.Version)) {
        throw new P9Exception(XenErrno.EINVAL);
      }
      return carryOut(request);
    } catch (P9Exception e) {
      return new P9Reply.Error(e.errno);
    }
  }

  private P9Reply carryOut(P9Request request) throws P9Exception {
    return switch (request) {
      case P9Request.Refused refused -> new P9Reply.Error(refused.error());
      case P9Request.Version version -> version(version);
      case P9Request.Attach attach -> attach(attach);
      case P9Request.Flush _ -> DONE; // requests are answered in their order: there is none left
      case P9Request.Walk walk -> walk(walk);
      case P9Request.Clunk clunk -> done(() -> fids.remove(clunk.fid()).release());
      case P9Request.Lock lock -> lock(lock);
      case P9Request.Getlock lock -> getlock(lock);
      case P9Request.Lopen lopen -> contents.open(lopen);
      case P9Request.Read read -> contents.read(read);
      case P9Request.Write write -> contents.write(write);
      case P9Request.Readdir readdir -> contents.entries(readdir, root);
      case P9Request.Readlink readlink -> contents.target(readlink);
      case P9Request.Fsync fsync -> done(() -> contents.sync(fsync));
      case P9Request.Lcreate lcreate -> tree.create(lcreate);
      case P9Request.Symlink symlink -> tree.symlink(symlink);
      case P9Request.Mknod mknod -> tree.mknod(mknod);
      case P9Request.Mkdir mkdir -> tree.mkdir(mkdir);
      case P9Request.Link link -> done(() -> tree.link(link));
      case P9Request.Rename rename -> done(() -> tree.rename(rename));
      case P9Request.Renameat renameat -> done(() -> tree.renameat(renameat));
      case P9Request.Unlinkat unlinkat -> done(() -> tree.unlinkat(unlinkat));
      case P9Request.Remove remove -> done(() -> tree.remove(remove));
      case P9Request.Getattr getattr -> attributes.get(getattr);
      case P9Request.Setattr setattr -> done(() -> attributes.set(setattr));
      case P9Request.Statfs statfs -> attributes.statfs(statfs);
    };
  }

  private interface Step {
    void take() throws P9Exception;
  }

  private static P9Reply done(Step step) throws P9Exception {
    step.take();
    return DONE;
  }

  private P9Reply version(P9Request.Version version) throws P9Exception {
    forgetAll();
    if (version.msize() < LEAST_MESSAGE) { // also what is negative as a number with a sign
      throw new P9Exception(XenErrno.EMSGSIZE);
    }
    agreed = version.version().equals(DIALECT);
    int longest = Math.min(version.msize(), LONGEST_MESSAGE);
    contents.setLongestMessage(longest);
    return new P9Reply.Version(longest, agreed ? DIALECT : NO_DIALECT);
  }

  private P9Reply attach(P9Request.Attach attach) throws P9Exception {
    fids.requireFree(attach.fid());
    if (root == null) {
      root = Node.root(descriptors, path);
    }
    fids.put(attach.fid(), new Fid(descriptors, root.use(), attach.uid()));
    return new P9Reply.One(root.first().qid());
  }

  private P9Reply walk(P9Request.Walk walk) throws P9Exception {
    Fid from = fids.get(walk.fid());
    if (walk.newFid() == walk.fid()) {
      from.requireClosed();
    } else {
      fids.requireFree(walk.newFid());
    }
    List<Qid> qids = new ArrayList<>();
    Node at = from.node().use();
    for (String name : walk.names()) {
      Node next;
      try {
        next = at.step(name);
      } catch (P9Exception e) {
        at.release();
        if (qids.isEmpty()) {
          throw e;
        }
        return new P9Reply.Walked(qids); // as far as it went, and there is no new fid
      }
      at.release();
      at = next;
      qids.add(at.first().qid());
    }
    if (walk.newFid() == walk.fid()) {
      from.become(at);
    } else {
      fids.put(walk.newFid(), new Fid(descriptors, at, from.uid));
    }
    return new P9Reply.Walked(qids);
  }

  /** A guest's locks are its own: they hold between its processes, not against others. */
  private P9Reply lock(P9Request.Lock lock) throws P9Exception {
    if ((lock.flags() & ~P9Request.Lock.BLOCK) != 0) {
      throw new P9Exception(XenErrno.EINVAL);
    }
    fids.get(lock.fid()).handle();
    return new P9Reply.Locked();
  }

  private P9Reply getlock(P9Request.Getlock lock) throws P9Exception {
    fids.get(lock.fid()).handle();
    return new P9Reply.Unlocked(lock.start(), lock.length(), lock.process(), lock.client());
  }

  /** Forgets all that the guest had open, and the session. */
  void forgetAll() {
    fids.clear();
    root = null;
    descriptors.closeAll();
    agreed = false;
  }
}
