package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * What an L1 entry refers to: data frames, its own domain's or, with the right to it, another's.
 */
final class LeafEntries {
  /** The frame number with all bits of an entry's field set: a guest's way to say "no frame". */
  private static final long INVALID_MFN = Pte.FRAME >>> 12;

  private final MachineMemory memory;
  private final FrameTable frames;
  private final FrameOwners owners;
  private final PageTypes types;
  private final Refusals refusals;

  LeafEntries(
      MachineMemory memory,
      FrameTable frames,
      FrameOwners owners,
      PageTypes types,
      Refusals refusals) {
    this.memory = memory;
    this.frames = frames;
    this.owners = owners;
    this.types = types;
    this.refusals = refusals;
  }

  /**
   * Takes the references a present entry stands for.
   *
   * @param tableOwner whose table it is in
   * @param frameOwner whose frame the caller says it maps
   * @return 0 or a negated error
   */
  int get(long pte, DomainMemory tableOwner, DomainMemory frameOwner) {
    long forbidden = Pte.forbidden(pte, 1, tableOwner.abi(), false);
    if (forbidden != 0) {
      return refusals.refuse(Rc.EINVAL, Pte.mfn(pte), "Bad L1 flags %x".formatted(forbidden));
    }
    long mfnRaw = Pte.mfn(pte);
    if (!frames.isValid(mfnRaw) || frames.owner(mfnRaw) == DomId.IO.raw()) {
      return refuseIo(mfnRaw, frameOwner);
    }
    int realOwner = types.getOwnerAndReference(mfnRaw);
    if (realOwner != frameOwner.id().raw()) {
      DomainMemory real = realOwner == FrameTable.NO_OWNER ? null : owners.find(realOwner);
      if (real == null || frameOwner == tableOwner || !frameOwner.isPrivileged()) {
        int rc = refusals.refuse(Rc.EBUSY, mfnRaw, foreign(real, realOwner, frameOwner));
        if (realOwner != FrameTable.NO_OWNER) {
          types.putPage(mfnRaw);
        }
        return rc;
      }
    }
    if ((pte & Pte.RW) != 0 && !types.getType(mfnRaw, FrameType.WRITABLE)) {
      int rc =
          refusals.refuse(
              Rc.EBUSY, mfnRaw, "a frame cannot be mapped writable while " + types.conflict());
      types.putPage(mfnRaw);
      return rc;
    }
    return Rc.OK;
  }

  private int refuseIo(long mfnRaw, DomainMemory frameOwner) {
    if (mfnRaw == INVALID_MFN) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "an entry maps the invalid frame");
    }
    return refusals.refuse(
        Rc.EPERM, mfnRaw, frameOwner.id() + " has no permission for this I/O frame");
  }

  private static String foreign(DomainMemory real, int realOwner, DomainMemory claimed) {
    return real == null
        ? "the frame is " + (realOwner == FrameTable.NO_OWNER ? "free" : "nobody's")
        : "the frame belongs to %s, not to %s".formatted(real.id(), claimed.id());
  }

  /** Drops the references an entry stands for; nothing if it is not present. */
  void put(long pte) {
    long mfnRaw = Pte.mfn(pte);
    if (!Pte.isPresent(pte) || !frames.isValid(mfnRaw) || frames.owner(mfnRaw) == DomId.IO.raw()) {
      return;
    }
    if ((pte & Pte.RW) != 0) {
      types.putType(mfnRaw);
    }
    types.putPage(mfnRaw);
  }

  long read(long tableMfn, int slot) {
    return memory.getU64((tableMfn << 12) + 8L * slot);
  }

  void write(long tableMfn, int slot, long pte) {
    memory.putU64((tableMfn << 12) + 8L * slot, pte);
  }
}
