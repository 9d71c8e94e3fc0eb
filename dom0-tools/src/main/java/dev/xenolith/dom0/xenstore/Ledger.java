package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;

/** What clients make the store keep, in bytes: nodes, open transactions and watches. */
final class Ledger {
  /** Objects, references and a place in a map: what the least of things kept costs. */
  static final int RECORD_BYTES = 128;

  private long kept;

  void keep(long bytes) {
    kept += bytes;
  }

  void letGo(long bytes) {
    kept -= bytes;
  }

  long kept() {
    return kept;
  }

  /** Refuses with ENOSPC what would be more than the quotas allow. */
  void requireRoom(long more, Quotas quotas) throws StoreException {
    if (kept + more > quotas.storeBytes()) {
      throw new StoreException(XenErrno.ENOSPC);
    }
  }
}
