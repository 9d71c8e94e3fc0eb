package dev.xenolith.hv.mm;

import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * Checks page tables entry by entry when they become tables, and takes the references back when
 * they stop being tables. See {@link TableWork} for how it can be interrupted.
 */
final class TableChecker {
  private static final int PUSHED = 1;

  private final MachineMemory memory;
  private final FrameTable frames;
  private final FrameOwners owners;
  private final PageTypes types;
  private final LeafEntries leaves;
  private final Refusals refusals;
  private final HypervisorSlots slots;

  TableChecker(
      MachineMemory memory,
      FrameTable frames,
      FrameOwners owners,
      PageTypes types,
      LeafEntries leaves,
      Refusals refusals,
      HypervisorSlots slots) {
    this.memory = memory;
    this.frames = frames;
    this.owners = owners;
    this.types = types;
    this.leaves = leaves;
    this.refusals = refusals;
    this.slots = slots;
  }

  MachineMemory memory() {
    return memory;
  }

  HypervisorSlots slots() {
    return slots;
  }

  /** Works until done (true) or until the budget is spent (false). */
  boolean run(TableWork work) {
    while (!work.isDone()) {
      TableWork.Step step = work.top();
      boolean goOn = step.devalidating ? devalidate(work, step) : validate(work, step);
      if (!goOn) {
        return false;
      }
    }
    return true;
  }

  private boolean validate(TableWork work, TableWork.Step s) {
    DomainMemory owner = owners.find(frames.owner(s.mfn));
    boolean paeTop = s.level == 3 && owner.is32();
    if (paeTop && s.slot == 0) {
      // The guest fills in four entries; the processor, in long mode, sees 512.
      for (int slot = 4; slot < Pte.ENTRIES; slot++) {
        leaves.write(s.mfn, slot, 0);
      }
    }
    int end = paeTop ? 4 : Pte.ENTRIES;
    while (s.slot < end) {
      if (!types.spend()) {
        return false;
      }
      int rc = validateEntry(work, s, owner);
      if (rc == PUSHED) {
        return true;
      }
      if (rc < 0) {
        turnBack(s, rc, s.slot - 1);
        return true;
      }
      s.slot++;
    }
    finishValidation(work, s, owner);
    return true;
  }

  private int validateEntry(TableWork work, TableWork.Step s, DomainMemory owner) {
    boolean paeXenL2 = (frames.typeInfo(s.mfn) & FrameTable.PAE_XEN_L2) != 0;
    if (!HypervisorSlots.isGuest(owner, s.level, paeXenL2, s.slot)) {
      return Rc.OK;
    }
    long pte = leaves.read(s.mfn, s.slot);
    boolean top = isPaeTopSlot(s, owner);
    if (!Pte.isPresent(pte)) {
      if (!top) {
        return Rc.OK;
      }
      refusals.entry(s.mfn, s.level, s.slot, pte);
      return refusals.refuse(Rc.EINVAL, "slot 3 of a PAE L3 must be present");
    }
    int rc = getChild(pte, s.mfn, s.level, s.slot, owner, top);
    if (rc == PUSHED) {
      work.pushValidation(Pte.mfn(pte), s.level - 1, s.mfn);
      return PUSHED;
    }
    return rc < 0 ? rc : accept(s, owner, pte);
  }

  private static boolean isPaeTopSlot(TableWork.Step s, DomainMemory owner) {
    return s.level == 3 && s.slot == 3 && owner.is32();
  }

  /**
   * Takes the references an entry of an upper table stands for.
   *
   * @return 0, a negated error, or {@link #PUSHED}: the table it points to must be validated first
   */
  private int getChild(
      long pte, long tableMfn, int level, int slot, DomainMemory owner, boolean paeXenL2) {
    refusals.entry(tableMfn, level, slot, pte);
    long forbidden = Pte.forbidden(pte, level, owner.abi(), false);
    long target = Pte.mfn(pte);
    if (forbidden != 0) {
      return refusals.refuse(Rc.EINVAL, target, "Bad L%d flags %x".formatted(level, forbidden));
    }
    boolean linear =
        frames.isValid(target)
            && frames.typeCount(target) > 0
            && frames.type(target) == FrameType.ofLevel(level);
    if (linear && !paeXenL2) {
      return getLinear(pte, tableMfn, level, owner);
    }
    return getTableBelow(target, level, owner, paeXenL2);
  }

  private int getTableBelow(long target, int level, DomainMemory owner, boolean paeXenL2) {
    FrameType child = FrameType.ofLevel(level - 1);
    if (!types.getPage(target, owner)) {
      return refusals.refuse(Rc.EINVAL, target, "a page table must be a page of " + owner.id());
    }
    int taken = types.take(target, child, paeXenL2);
    if (PageTypes.isTaken(taken)) {
      return Rc.OK;
    }
    if (PageTypes.isConflict(taken)) {
      int rc =
          refusals.refuse(
              Rc.EINVAL,
              target,
              "an L%d entry needs an %s: %s".formatted(level, child.cName(), types.conflict()));
      types.putPage(target);
      return rc;
    }
    if (level > 2) {
      return PUSHED;
    }
    int rc = validateL1(target);
    if (rc == Rc.OK) {
      frames.typeInfo(target, frames.typeInfo(target) | FrameTable.VALIDATED);
    } else {
      frames.typeInfo(target, 0);
      types.putPage(target);
    }
    return rc;
  }

  /** A read-only mapping of a table by one of its own level shows the guest its page tables. */
  private int getLinear(long pte, long tableMfn, int level, DomainMemory owner) {
    long target = Pte.mfn(pte);
    if (level == 3 && owner.is32()) {
      return refusals.refuse(Rc.EINVAL, target, "a PAE L3 cannot map an L3");
    }
    if ((pte & Pte.RW) != 0) {
      return refusals.refuse(Rc.EINVAL, target, "Attempt to create linear p.t. with write perms");
    }
    if (target == tableMfn) {
      return Rc.OK;
    }
    if (frames.owner(tableMfn) != owner.id().raw() || !types.getPage(target, owner)) {
      return refusals.refuse(
          Rc.EINVAL, target, "a linear page table must map a table of " + owner.id());
    }
    int rc = countLinear(target, tableMfn, level);
    if (rc != Rc.OK) {
      types.putPage(target);
    }
    return rc;
  }

  private int countLinear(long target, long tableMfn, int level) {
    int entries = frames.linearCount(tableMfn);
    int uses = frames.linearCount(target);
    if (entries < 0 || entries == Short.MAX_VALUE || uses > 0 || uses == Short.MIN_VALUE) {
      return refusals.refuse(
          Rc.EINVAL,
          target,
          "a linear page table may neither map nor be mapped by another linear one");
    }
    long info = frames.typeInfo(target);
    boolean ready =
        (info & FrameTable.VALIDATED) != 0 && frames.type(target) == FrameType.ofLevel(level);
    if (!ready || (info & FrameTable.TYPE_COUNT) == FrameTable.TYPE_COUNT) {
      return refusals.refuse(
          Rc.EINVAL, target, "a linear page table must map a validated table of its level");
    }
    frames.linearCount(tableMfn, entries + 1);
    frames.linearCount(target, uses - 1);
    frames.typeInfo(target, info + 1);
    return Rc.OK;
  }

  void dropLinear(long target, long tableMfn) {
    frames.linearCount(target, frames.linearCount(target) + 1);
    frames.linearCount(tableMfn, frames.linearCount(tableMfn) - 1);
  }

  /** The entry's references are held: store it as Xen wants it. */
  private int accept(TableWork.Step s, DomainMemory owner, long pte) {
    long adjusted = Pte.adjust(pte, s.level, owner.abi());
    if (adjusted != pte) {
      leaves.write(s.mfn, s.slot, adjusted);
    }
    if (isPaeTopSlot(s, owner) && frames.typeCount(Pte.mfn(pte)) != 1) {
      refusals.entry(s.mfn, s.level, s.slot, pte);
      int rc = refusals.refuse(Rc.EINVAL, Pte.mfn(pte), "PAE L3 3rd slot is shared");
      // This entry's references are held already and go with the others.
      turnBack(s, rc, s.slot);
      return PUSHED;
    }
    return Rc.OK;
  }

  private static void turnBack(TableWork.Step s, int rc, int lastTakenSlot) {
    s.devalidating = true;
    s.failure = rc;
    s.slot = lastTakenSlot;
  }

  private void finishValidation(TableWork work, TableWork.Step s, DomainMemory owner) {
    long info = frames.typeInfo(s.mfn);
    if ((info & FrameTable.PAE_XEN_L2) != 0) {
      slots.installCompatL2(s.mfn, owner);
    }
    if (s.level == 4) {
      slots.installL4(s.mfn, owner, owner.isStrictM2p());
    }
    frames.typeInfo(s.mfn, info & ~FrameTable.PARTIAL | FrameTable.VALIDATED);
    work.pop();
    if (work.isDone()) {
      work.result(Rc.OK);
      return;
    }
    TableWork.Step parent = work.top();
    DomainMemory parentOwner = owners.find(frames.owner(parent.mfn));
    if (accept(parent, parentOwner, leaves.read(parent.mfn, parent.slot)) == Rc.OK) {
      parent.slot++;
    }
  }

  private boolean devalidate(TableWork work, TableWork.Step s) {
    DomainMemory owner = owners.find(frames.owner(s.mfn));
    boolean paeXenL2 = (frames.typeInfo(s.mfn) & FrameTable.PAE_XEN_L2) != 0;
    while (s.slot >= 0) {
      if (!types.spend()) {
        return false;
      }
      long pte = leaves.read(s.mfn, s.slot);
      if (Pte.isPresent(pte) && HypervisorSlots.isGuest(owner, s.level, paeXenL2, s.slot)) {
        long restored = Pte.unadjust(pte, s.level, owner.abi());
        if (restored != pte) {
          leaves.write(s.mfn, s.slot, restored);
        }
        if (Pte.mfn(pte) != s.mfn && !dropChild(work, s, Pte.mfn(pte))) {
          return true;
        }
      }
      s.slot--;
    }
    finishDevalidation(work, s);
    return true;
  }

  /** Drops what an entry holds; false if a table below has to be devalidated first. */
  private boolean dropChild(TableWork work, TableWork.Step s, long child) {
    long info = frames.typeInfo(child);
    FrameType type = frames.type(child);
    if ((info & FrameTable.TYPE_COUNT) > 1) {
      frames.typeInfo(child, info - 1);
      if (type == FrameType.ofLevel(s.level)) {
        dropLinear(child, s.mfn);
      }
      types.putPage(child);
      return true;
    }
    if (type == FrameType.L1) {
      types.putPageAndType(child);
      return true;
    }
    frames.typeInfo(child, info & ~FrameTable.VALIDATED | FrameTable.PARTIAL);
    work.pushDevalidation(child, type.ordinal(), s.mfn);
    return false;
  }

  private void finishDevalidation(TableWork work, TableWork.Step s) {
    if (s.failure != 0) {
      frames.typeInfo(s.mfn, 0);
    } else {
      long info = frames.typeInfo(s.mfn) & ~(FrameTable.PAE_XEN_L2 | FrameTable.PARTIAL);
      frames.typeInfo(s.mfn, info - 1);
      if (s.parent >= 0 && frames.type(s.parent) == FrameType.ofLevel(s.level)) {
        dropLinear(s.mfn, s.parent);
      }
    }
    types.stamp(s.mfn);
    work.pop();
    if (work.isDone()) {
      work.result(s.failure);
      return;
    }
    TableWork.Step parent = work.top();
    types.putPage(s.mfn);
    if (s.failure != 0) {
      turnBack(parent, s.failure, parent.slot - 1);
    } else {
      parent.slot--;
    }
  }

  /** Takes the references of all entries of an L1, or none. */
  int validateL1(long mfnRaw) {
    DomainMemory owner = owners.find(frames.owner(mfnRaw));
    types.spend(Pte.ENTRIES);
    for (int slot = 0; slot < Pte.ENTRIES; slot++) {
      long pte = leaves.read(mfnRaw, slot);
      if (!Pte.isPresent(pte)) {
        continue;
      }
      refusals.entry(mfnRaw, 1, slot, pte);
      int rc = leaves.get(pte, owner, owner);
      if (rc != Rc.OK) {
        while (--slot >= 0) {
          leaves.put(leaves.read(mfnRaw, slot));
        }
        return rc;
      }
      long adjusted = Pte.adjust(pte, 1, owner.abi());
      if (adjusted != pte) {
        leaves.write(mfnRaw, slot, adjusted);
      }
    }
    return Rc.OK;
  }

  /** Drops the references of all entries of an L1. */
  void devalidateL1(long mfnRaw) {
    types.spend(Pte.ENTRIES);
    for (int slot = 0; slot < Pte.ENTRIES; slot++) {
      leaves.put(leaves.read(mfnRaw, slot));
    }
  }

  /**
   * Takes the references of a new entry of an existing upper table, for an update of one entry.
   *
   * @return 0, a negated error, or -ERESTART: finish the owner's work, then ask again
   */
  int getEntry(long pte, long tableMfn, int level, int slot, DomainMemory owner) {
    Integer known = owner.takeFailure(Pte.mfn(pte), level - 1);
    if (known != null) {
      return known;
    }
    int rc = getChild(pte, tableMfn, level, slot, owner, false);
    if (rc != PUSHED) {
      return rc;
    }
    long child = Pte.mfn(pte);
    TableWork work = TableWork.validating(child, level - 1);
    if (run(work)) {
      if (work.result() != Rc.OK) {
        types.putPage(child);
      }
      return work.result();
    }
    owner.work(work);
    return Rc.ERESTART;
  }
}
