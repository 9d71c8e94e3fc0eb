package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.GnttabCopy;
import dev.xenolith.abi.xen.GrantCopyFlags;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.pv.GrantCopies;
import java.util.function.Supplier;

/** Copies pieces between granted frames and this kernel, many in one hypercall. */
public final class GrantCopier {
  private static final Abi ABI = Abi.PV64;
  private static final int BATCH = 20;
  private static final int BYTES = GnttabCopy.LAYOUT.size(ABI);

  private final Hypercalls hypercalls;
  private final Supplier<OwnPage> pages;
  private OwnPage[] staging;

  GrantCopier(Hypercalls hypercalls, Supplier<OwnPage> pages) {
    this.hypercalls = hypercalls;
    this.pages = pages;
  }

  /** Fills the array from granted frames. */
  public void copyFrom(DomId granter, GrantCopies pieces) {
    for (int first = 0; first < pieces.count(); first += BATCH) {
      int count = Math.min(BATCH, pieces.count() - first);
      call(granter, pieces, first, count, true);
      for (int i = first; i < first + count; i++) {
        if (!pieces.hasFailed(i)) {
          GuestBytes page = staging[i - first].bytes();
          page.get(0, pieces.bytes(), pieces.place(i), pieces.length(i));
        }
      }
    }
  }

  /** Fills granted frames from the array. */
  public void copyTo(DomId granter, GrantCopies pieces) {
    for (int first = 0; first < pieces.count(); first += BATCH) {
      int count = Math.min(BATCH, pieces.count() - first);
      stage(pieces, first, count);
      call(granter, pieces, first, count, false);
    }
  }

  private void stage(GrantCopies pieces, int first, int count) {
    allocate();
    for (int i = first; i < first + count; i++) {
      staging[i - first].bytes().put(0, pieces.bytes(), pieces.place(i), pieces.length(i));
    }
  }

  private void allocate() {
    if (staging == null) {
      staging = new OwnPage[BATCH];
      for (int i = 0; i < BATCH; i++) {
        staging[i] = pages.get();
      }
    }
  }

  private void call(DomId granter, GrantCopies pieces, int first, int count, boolean fromGrants) {
    allocate();
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes memory = scope.memory();
      long list = scope.bytes((long) BYTES * count);
      for (int i = 0; i < count; i++) {
        describe(memory, list + (long) i * BYTES, granter, pieces, first + i, i, fromGrants);
      }
      hypercalls.call(GrantTableOp.COPY, list, count);
      for (int i = 0; i < count; i++) {
        int status = GnttabCopy.STATUS.get(memory, list + (long) i * BYTES, ABI);
        if (status != GrantStatus.OKAY.number) {
          pieces.fail(first + i);
        }
      }
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("copying what is granted", e);
    }
  }

  private void describe(
      GuestBytes memory,
      long at,
      DomId granter,
      GrantCopies pieces,
      int piece,
      int page,
      boolean fromGrants) {
    long own = staging[page].frame().raw();
    if (fromGrants) {
      GnttabCopy.SOURCE_REF.put(memory, at, ABI, pieces.refRaw(piece));
      GnttabCopy.SOURCE_DOMID.put(memory, at, ABI, granter.raw());
      GnttabCopy.SOURCE_OFFSET.put(memory, at, ABI, pieces.offset(piece));
      GnttabCopy.DEST_GMFN.put(memory, at, ABI, own);
      GnttabCopy.DEST_DOMID.put(memory, at, ABI, DomId.SELF.raw());
    } else {
      GnttabCopy.SOURCE_GMFN.put(memory, at, ABI, own);
      GnttabCopy.SOURCE_DOMID.put(memory, at, ABI, DomId.SELF.raw());
      GnttabCopy.DEST_REF.put(memory, at, ABI, pieces.refRaw(piece));
      GnttabCopy.DEST_DOMID.put(memory, at, ABI, granter.raw());
      GnttabCopy.DEST_OFFSET.put(memory, at, ABI, pieces.offset(piece));
    }
    GnttabCopy.LEN.put(memory, at, ABI, pieces.length(piece));
    GnttabCopy.FLAGS.put(
        memory, at, ABI, fromGrants ? GrantCopyFlags.SOURCE_GREF : GrantCopyFlags.DEST_GREF);
  }
}
