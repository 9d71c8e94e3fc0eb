package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import java.util.HashMap;
import java.util.Map;

/** The fids of a session. */
final class FidTable {
  private static final int MOST = 4096;

  /** P9_NOFID, which is none. */
  private static final int NO_FID = -1;

  private final Map<Integer, Fid> fids = new HashMap<>();

  Fid get(int number) throws P9Exception {
    Fid fid = fids.get(number);
    if (fid == null) {
      throw new P9Exception(XenErrno.EBADF);
    }
    return fid;
  }

  /** A fid of a directory. */
  Node directory(int number) throws P9Exception {
    Node node = get(number).node();
    if (!node.first().isDirectory()) {
      throw new P9Exception(XenErrno.ENOTDIR);
    }
    return node;
  }

  /** Refuses a number that a new fid cannot have. */
  void requireFree(int number) throws P9Exception {
    if (number == NO_FID || fids.containsKey(number)) {
      throw new P9Exception(XenErrno.EINVAL);
    }
    if (fids.size() >= MOST) {
      throw new P9Exception(XenErrno.EMFILE);
    }
  }

  void put(int number, Fid fid) {
    fids.put(number, fid);
  }

  /** Forgets a fid, which its taker releases. */
  Fid remove(int number) throws P9Exception {
    Fid fid = get(number);
    fids.remove(number);
    return fid;
  }

  /** Tells all that have to do with it that something has another name now. */
  void moved(Node from, String oldName, Node to, String newName) {
    for (Fid fid : fids.values()) {
      for (Node node = fid.node(); node != null; node = node.parent()) {
        node.movedFrom(from, oldName, to, newName);
      }
    }
  }

  void clear() {
    fids.values().forEach(Fid::release);
    fids.clear();
  }
}
