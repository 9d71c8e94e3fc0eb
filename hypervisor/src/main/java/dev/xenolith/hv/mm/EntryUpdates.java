package dev.xenolith.hv.mm;

/** Changes of single entries in tables that are in use as tables. */
final class EntryUpdates {
  private final FrameTable frames;
  private final PageTypes types;
  private final LeafEntries leaves;
  private final Refusals refusals;

  EntryUpdates(DirectPaging paging) {
    frames = paging.frames();
    types = paging.types();
    leaves = types.leaves();
    refusals = paging.refusals();
  }

  /**
   * Replaces an entry of an L1.
   *
   * @param preserve flag bits of the old entry that are kept in the new one
   * @return 0 or a negated error
   */
  int updateLeaf(
      long table,
      int slot,
      long wanted,
      long preserve,
      DomainMemory tableOwner,
      DomainMemory frameOwner) {
    long old = leaves.read(table, slot);
    refusals.entry(table, 1, slot, wanted);
    if (!Pte.isPresent(wanted)) {
      leaves.write(table, slot, wanted | old & preserve);
      leaves.put(old);
      return Rc.OK;
    }
    long adjusted = Pte.adjust(wanted, 1, tableOwner.abi());
    boolean similar = ((old ^ adjusted) & ~Pte.HARMLESS) == 0;
    if (similar && Pte.forbidden(wanted, 1, tableOwner.abi(), false) == 0) {
      leaves.write(table, slot, adjusted | old & preserve);
      return Rc.OK;
    }
    int rc = leaves.get(wanted, tableOwner, frameOwner);
    if (rc == Rc.OK) {
      leaves.write(table, slot, adjusted | old & preserve);
      leaves.put(old);
    }
    return rc;
  }

  /**
   * Replaces an entry of an L2, L3 or L4. The owner has no unfinished table work; it may have some
   * afterwards, also when the answer is 0.
   */
  int updateUpper(long table, int level, int slot, long wanted, long preserve, DomainMemory owner) {
    long old = leaves.read(table, slot);
    refusals.entry(table, level, slot, wanted);
    int rc = checkSlot(table, level, slot, owner);
    if (rc != Rc.OK) {
      return rc;
    }
    long adjusted = Pte.adjust(wanted, level, owner.abi());
    if (Pte.isPresent(wanted)) {
      boolean similar = ((old ^ adjusted) & ~Pte.HARMLESS) == 0;
      if (similar && Pte.forbidden(wanted, level, owner.abi(), false) == 0) {
        leaves.write(table, slot, adjusted | old & preserve);
        return Rc.OK;
      }
      rc = types.tables().getEntry(wanted, table, level, slot, owner);
      if (rc != Rc.OK) {
        return rc;
      }
    }
    leaves.write(table, slot, adjusted | old & preserve);
    if (Pte.isPresent(old) && Pte.mfn(old) != table) {
      types.putPageAndTable(Pte.mfn(old), table);
    }
    return Rc.OK;
  }

  private int checkSlot(long table, int level, int slot, DomainMemory owner) {
    boolean paeXenL2 = (frames.typeInfo(table) & FrameTable.PAE_XEN_L2) != 0;
    if (!HypervisorSlots.isGuest(owner, level, paeXenL2, slot)) {
      int rc = level == 2 ? Rc.EPERM : Rc.EINVAL;
      return refusals.refuse(rc, "L%d update in Xen-private area, slot %#x".formatted(level, slot));
    }
    if (level == 3 && owner.is32() && slot >= 3) {
      return refusals.refuse(
          Rc.EINVAL, "slot 3 of a PAE L3 in use cannot be changed, and there are no more slots");
    }
    return Rc.OK;
  }
}
