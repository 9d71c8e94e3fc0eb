package dev.xenolith.examples.hosted;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV1;
import dev.xenolith.abi.xen.GrantFlags;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.OwnPage;
import dev.xenolith.pv.OwnMemory;

/** The first page of this domain's grant table, version 1. What is granted once stays so. */
final class GrantTable implements OwnMemory {
  private static final Abi ABI = Abi.PV64;

  /** Those below are for what the toolstack grants itself (GNTTAB_NR_RESERVED_ENTRIES). */
  private static final int FIRST_FREE = 8;

  private static final int ENTRY_BYTES = GrantEntryV1.LAYOUT.size(ABI);

  private final Dom0Kernel kernel;
  private final GuestBytes entries;
  private int next = FIRST_FREE;

  GrantTable(Dom0Kernel kernel) throws HypercallFailedException {
    this.kernel = kernel;
    Mfn frame = kernel.grants().firstFrame(DomId.SELF);
    entries = kernel.windows().map(DomId.SELF, frame).bytes();
  }

  @Override
  public Shared share(DomId with, boolean readOnly) {
    OwnPage page = kernel.allocatePage();
    page.bytes().put(0, new byte[Mfn.PAGE_SIZE], 0, Mfn.PAGE_SIZE);
    long at = (long) next * ENTRY_BYTES;
    GrantEntryV1.FRAME.put(entries, at, ABI, Math.toIntExact(page.frame().raw()));
    GrantEntryV1.DOMID.put(entries, at, ABI, with.raw());
    // Last, as from then on it is granted.
    int flags = GrantFlags.PERMIT_ACCESS | (readOnly ? GrantFlags.READONLY : 0);
    GrantEntryV1.FLAGS.put(entries, at, ABI, flags);
    return new Shared(new GrantRef(next++), page.bytes());
  }
}
