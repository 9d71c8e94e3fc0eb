package dev.xenolith.hv.grant;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;

/** References to frames, as grants need them. */
public interface GrantFrames {
  /** Takes a reference if the frame exists and this domain owns it. */
  boolean get(Mfn mfn, DomId owner);

  /** Drops a reference. */
  void put(Mfn mfn);

  /** Takes a reference to its being writable memory; fails while it is a page table or the like. */
  boolean getWritable(Mfn mfn);

  /** Drops such a reference. */
  void putWritable(Mfn mfn);

  /** The owner, or null if the frame has none or does not exist. */
  DomId owner(Mfn mfn);

  /** A cleared frame of the hypervisor that the domain may map; null if there is no memory. */
  Mfn allocateShared(DomId domain);

  /** Whether the domain maps such a frame. */
  boolean isSharedInUse(Mfn mfn);

  /** Takes it back: it is gone when the last mapping is. */
  void releaseShared(Mfn mfn, DomId domain);
}
