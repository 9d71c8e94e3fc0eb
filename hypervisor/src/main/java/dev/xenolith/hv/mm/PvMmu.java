package dev.xenolith.hv.mm;

import dev.xenolith.abi.call.MmuUpdateCommand;
import dev.xenolith.abi.num.DomId;

/**
 * What guests ask for with mmu_update, mmuext_op and update_va_mapping, one request at a time.
 *
 * <p>Methods answer 0 or a negated error number. -ERESTART means that the owner of the tables has
 * unfinished work: {@link PageTypes#finish} and then the same request again. Also after a 0 there
 * may be unfinished work, which has to be finished before the next request.
 */
public final class PvMmu {
  private final DirectPaging paging;
  private final FrameTable frames;
  private final PageTypes types;
  private final Refusals refusals;
  private final EntryUpdates entries;

  /** Requests about this machine's memory. */
  PvMmu(DirectPaging paging) {
    this.paging = paging;
    frames = paging.frames();
    types = paging.types();
    refusals = paging.refusals();
    entries = new EntryUpdates(paging);
  }

  /**
   * Whose frames a request is about.
   *
   * @param domIdRaw a domain, DOMID_SELF, DOMID_IO or DOMID_XEN; not the caller's own number
   * @return the domain or null (-ESRCH)
   */
  public DomainMemory frameOwner(DomainMemory caller, int domIdRaw) {
    if (domIdRaw == DomId.SELF.raw()) {
      return caller;
    }
    return domIdRaw == caller.id().raw() ? null : paging.owners().find(domIdRaw);
  }

  /** Whether the caller may act on the other domain's memory. */
  public static boolean mayActOn(DomainMemory caller, DomainMemory other) {
    return caller == other || caller.isPrivileged();
  }

  /**
   * One entry of mmu_update.
   *
   * @param ptr machine address of the page-table entry, or of a frame, and the command in the low
   *     bits
   * @param tableOwner whose page tables
   * @param frameOwner whose frames go into them
   */
  public int update(
      DomainMemory caller, long ptr, long value, DomainMemory tableOwner, DomainMemory frameOwner) {
    MmuUpdateCommand command = MmuUpdateCommand.of(ptr & 7);
    refusals.begin("mmu_update(ptr %x, val %x)", caller, ptr, value);
    if (command == null) {
      return refusals.refuse(Rc.ENOSYS, "there is no such command");
    }
    boolean allowed =
        (frameOwner.id().raw() == DomId.IO.raw() || mayActOn(caller, frameOwner))
            && mayActOn(caller, tableOwner);
    if (command == MmuUpdateCommand.MACHPHYS_UPDATE) {
      return updateMachineToPhys(caller, ptr >>> 12, value, tableOwner, frameOwner);
    }
    if (!allowed) {
      return refusals.refuse(Rc.EPERM, "only the control domain may do this for other domains");
    }
    long table = (ptr & Pte.FRAME) >>> 12;
    if (ptr >>> 52 != 0 || !types.getPage(table, tableOwner)) {
      return refusals.refuse(Rc.EINVAL, table, "Could not get page for normal update");
    }
    int slot = (int) (ptr >>> 3) & 511;
    long preserve =
        command == MmuUpdateCommand.PT_UPDATE_PRESERVE_AD ? Pte.ACCESSED | Pte.DIRTY : 0;
    int rc = updateEntry(table, slot, value, preserve, tableOwner, frameOwner);
    types.putPage(table);
    return rc;
  }

  private int updateEntry(
      long table,
      int slot,
      long value,
      long preserve,
      DomainMemory tableOwner,
      DomainMemory frameOwner) {
    boolean inUse = frames.typeCount(table) != 0 && frames.isValidated(table);
    FrameType type = inUse ? frames.type(table) : FrameType.NONE;
    if (type == FrameType.L1) {
      return entries.updateLeaf(table, slot, value, preserve, tableOwner, frameOwner);
    }
    if (type.isPageTable()) {
      if (frameOwner != tableOwner) {
        return refusals.refuse(
            Rc.EINVAL, table, "only L1 entries can map frames of another domain");
      }
      int level = type.ordinal();
      int rc = entries.updateUpper(table, level, slot, value, preserve, tableOwner);
      if (rc == Rc.OK) {
        paging.flusher().flushDomain(tableOwner.id());
      }
      return rc;
    }
    if (!types.getType(table, FrameType.WRITABLE)) {
      return refusals.refuse(
          Rc.EINVAL, table, "the frame is neither a page table nor writable: " + types.conflict());
    }
    types.leaves().write(table, slot, value);
    types.putType(table);
    return Rc.OK;
  }

  private int updateMachineToPhys(
      DomainMemory caller,
      long mfnRaw,
      long pfnRaw,
      DomainMemory tableOwner,
      DomainMemory frameOwner) {
    boolean io = frameOwner.id().raw() == DomId.IO.raw();
    if (tableOwner != caller || !io && !mayActOn(caller, frameOwner)) {
      return refusals.refuse(Rc.EPERM, "only the control domain may do this for other domains");
    }
    if (!types.getPage(mfnRaw, frameOwner)) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "Could not get page for mach->phys update");
    }
    paging.m2p().set(mfnRaw, pfnRaw);
    types.putPage(mfnRaw);
    return Rc.OK;
  }

  /**
   * update_va_mapping without its flush: replaces the L1 entry for an address.
   *
   * @param frameOwner whose frame the value names
   */
  public int updateVaMapping(VcpuPaging vcpu, long linear, long value, DomainMemory frameOwner) {
    DomainMemory caller = vcpu.domain();
    refusals.begin("update_va_mapping(va %x, val %x)", caller, linear, value);
    refusals.noEntry();
    if (frameOwner.id().raw() != DomId.IO.raw() && !mayActOn(caller, frameOwner)) {
      return refusals.refuse(Rc.EPERM, "only the control domain may do this for other domains");
    }
    long at = vcpu.leafAddress(linear);
    if (at < 0) {
      return refusals.refuse(Rc.EINVAL, "no page table maps this address");
    }
    long table = at >>> 12;
    if (!isLeafTable(table, caller)) {
      return refusals.refuse(Rc.EINVAL, table, "the address is not mapped by an L1 of the caller");
    }
    return entries.updateLeaf(table, (int) at >>> 3 & 511, value, 0, caller, frameOwner);
  }

  private boolean isLeafTable(long table, DomainMemory owner) {
    return frames.isValid(table)
        && frames.owner(table) == owner.id().raw()
        && frames.typeCount(table) != 0
        && frames.isValidated(table)
        && frames.type(table) == FrameType.L1;
  }

  /** MMUEXT_PIN_Ln_TABLE: keeps a frame a page table whether or not anything refers to it. */
  public int pin(DomainMemory caller, DomainMemory owner, long mfnRaw, int level) {
    refusals.begin("mmuext_op PIN_L%d_TABLE(mfn %x)", caller, level, mfnRaw);
    refusals.noEntry();
    if (level == 4 && owner.is32()) {
      return Rc.OK;
    }
    if (!types.getPage(mfnRaw, owner)) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "it is not a page of " + owner.id());
    }
    int rc = types.getTable(mfnRaw, level);
    if (rc != Rc.OK) {
      types.putPage(mfnRaw);
      return rc;
    }
    if (frames.isPinned(mfnRaw)) {
      rc = refusals.refuse(Rc.EINVAL, mfnRaw, "it is already pinned");
      types.putPageAndTable(mfnRaw, -1);
      return rc;
    }
    frames.typeInfo(mfnRaw, frames.typeInfo(mfnRaw) | FrameTable.PINNED);
    return Rc.OK;
  }

  /** MMUEXT_UNPIN_TABLE. */
  public int unpin(DomainMemory caller, DomainMemory owner, long mfnRaw) {
    refusals.begin("mmuext_op UNPIN_TABLE(mfn %x)", caller, mfnRaw, 0);
    refusals.noEntry();
    if (!types.getPage(mfnRaw, owner)) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "it is not a page of " + owner.id());
    }
    int rc = Rc.OK;
    if (frames.isPinned(mfnRaw)) {
      frames.typeInfo(mfnRaw, frames.typeInfo(mfnRaw) & ~FrameTable.PINNED);
      types.putPageAndTable(mfnRaw, -1);
    } else {
      rc = refusals.refuse(Rc.EINVAL, mfnRaw, "it is not pinned");
    }
    types.putPage(mfnRaw);
    return rc;
  }

  /** MMUEXT_NEW_BASEPTR. */
  public int newBase(VcpuPaging vcpu, long mfnRaw) {
    return vcpu.newBase(mfnRaw);
  }

  /** MMUEXT_NEW_USER_BASEPTR; there is none for 32-bit guests. */
  public int newUserBase(VcpuPaging vcpu, long mfnRaw) {
    refusals.begin("mmuext_op NEW_USER_BASEPTR(mfn %x)", vcpu.domain(), mfnRaw, 0);
    refusals.noEntry();
    if (vcpu.domain().is32()) {
      return refusals.refuse(Rc.EINVAL, "a 32-bit guest has one base");
    }
    return vcpu.newUserBase(mfnRaw);
  }

  /** MMUEXT_SET_LDT. */
  public int setLdt(VcpuPaging vcpu, long linear, int descriptors) {
    refusals.begin("mmuext_op SET_LDT(va %x, %d entries)", vcpu.domain(), linear, descriptors);
    refusals.noEntry();
    return vcpu.setLdt(linear, descriptors);
  }

  /** MMUEXT_CLEAR_PAGE. */
  public int clearPage(DomainMemory caller, DomainMemory owner, long mfnRaw) {
    refusals.begin("mmuext_op CLEAR_PAGE(mfn %x)", caller, mfnRaw, 0);
    refusals.noEntry();
    if (!types.getPageAndType(mfnRaw, owner, FrameType.WRITABLE)) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, types.conflict());
    }
    paging.memory().clearFrames(mfnRaw, 1);
    types.putPageAndType(mfnRaw);
    return Rc.OK;
  }

  /** MMUEXT_COPY_PAGE. */
  public int copyPage(DomainMemory caller, DomainMemory owner, long toMfn, long fromMfn) {
    refusals.begin("mmuext_op COPY_PAGE(to mfn %x, from mfn %x)", caller, toMfn, fromMfn);
    refusals.noEntry();
    if (!types.getPage(fromMfn, owner)) {
      return refusals.refuse(Rc.EINVAL, fromMfn, "it is not a page of " + owner.id());
    }
    int rc = Rc.OK;
    if (types.getPageAndType(toMfn, owner, FrameType.WRITABLE)) {
      paging.memory().copyFrame(fromMfn, toMfn);
      types.putPageAndType(toMfn);
    } else {
      rc = refusals.refuse(Rc.EINVAL, toMfn, types.conflict());
    }
    types.putPage(fromMfn);
    return rc;
  }

  /** set_gdt. */
  public int setGdt(VcpuPaging vcpu, long[] gdtFrames, int descriptors) {
    refusals.begin("set_gdt(%d entries)", vcpu.domain(), descriptors, 0);
    refusals.noEntry();
    return vcpu.setGdt(gdtFrames, descriptors);
  }

  /**
   * update_descriptor: writes one descriptor, checked, into a frame of the caller.
   *
   * @param maddr machine address of the descriptor
   */
  public int updateDescriptor(DomainMemory caller, long maddr, long descriptor) {
    refusals.begin("update_descriptor(ma %x, desc %x)", caller, maddr, descriptor);
    refusals.noEntry();
    long checked = Descriptors.check(descriptor, caller);
    if ((maddr & 7) != 0 || checked == Descriptors.REFUSED) {
      return refusals.refuse(
          Rc.EINVAL, "the address is not aligned or the descriptor is none a guest may have");
    }
    long mfnRaw = maddr >>> 12;
    if (!types.getPage(mfnRaw, caller)) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "it is not a page of " + caller.id());
    }
    FrameType type =
        frames.type(mfnRaw) == FrameType.SEG_DESC ? FrameType.SEG_DESC : FrameType.WRITABLE;
    int rc = Rc.OK;
    if (types.getType(mfnRaw, type)) {
      paging.memory().putU64(maddr, checked);
      types.putType(mfnRaw);
    } else {
      rc = refusals.refuse(Rc.EINVAL, mfnRaw, types.conflict());
    }
    types.putPage(mfnRaw);
    return rc;
  }
}
