package dev.xenolith.hv.domain;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.grant.GrantFrames;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.FrameTable;
import dev.xenolith.hv.mm.FrameType;

/** The references grants take, counted in the frame table. */
final class GrantedFrames implements GrantFrames {
  private final DirectPaging paging;

  GrantedFrames(DirectPaging paging) {
    this.paging = paging;
  }

  @Override
  public boolean get(Mfn mfn, DomId owner) {
    DomainMemory memory = paging.find(owner);
    return memory != null && paging.types().getPage(mfn.raw(), memory);
  }

  @Override
  public void put(Mfn mfn) {
    paging.types().putPage(mfn.raw());
  }

  @Override
  public boolean getWritable(Mfn mfn) {
    return paging.types().getType(mfn.raw(), FrameType.WRITABLE);
  }

  @Override
  public void putWritable(Mfn mfn) {
    paging.types().putType(mfn.raw());
  }

  @Override
  public DomId owner(Mfn mfn) {
    if (!paging.frames().isValid(mfn.raw())) {
      return null;
    }
    int raw = paging.frames().owner(mfn.raw());
    return raw == FrameTable.NO_OWNER ? null : new DomId(raw);
  }

  @Override
  public Mfn allocateShared(DomId domain) {
    return paging.shareXenPage(paging.find(domain), true);
  }

  @Override
  public boolean isSharedInUse(Mfn mfn) {
    return paging.isSharedInUse(mfn);
  }

  @Override
  public void releaseShared(Mfn mfn, DomId domain) {
    paging.unshareXenPage(mfn);
  }
}
