package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.Maddr;
import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * The paging state of one vCPU: its page-table base, and its GDT and LDT as the hypervisor maps
 * them.
 *
 * <p>A 64-bit vCPU has two bases, the kernel's and user mode's, each an L4 of the guest. A 32-bit
 * vCPU has an L4 of the hypervisor whose slot 0 points to the guest's L3. All methods that answer
 * an int answer 0 or a negated error number; -ERESTART means: {@link PageTypes#finish} first, then
 * the same again.
 */
public final class VcpuPaging {
  private static final long NONE = 0;
  private static final int LDT_PAGES = 16;

  private final DirectPaging paging;
  private final MachineMemory memory;
  private final PageTypes types;
  private final DomainMemory domain;
  private final int vcpuId;
  private long compatL4 = NONE;
  private long base = NONE;
  private long userBase = NONE;
  private boolean kernelMode = true;
  private final long[] gdtFrames = new long[XenGdt.FIRST_RESERVED_PAGE];
  private int gdtEntries;
  private long ldtLinear;
  private int ldtEntries;

  VcpuPaging(DirectPaging paging, DomainMemory domain, int vcpuId) {
    this.paging = paging;
    this.memory = paging.memory();
    this.types = paging.types();
    this.domain = domain;
    this.vcpuId = vcpuId;
    abiChanged();
  }

  void abiChanged() {
    domain.area().addVcpu(vcpuId, domain.abi());
    if (domain.is32() && compatL4 == NONE) {
      compatL4 = paging.heap().require();
      types.tables().slots().installL4(compatL4, domain, false);
    } else if (!domain.is32() && compatL4 != NONE) {
      paging.heap().free(compatL4);
      compatL4 = NONE;
    }
  }

  /** The domain whose memory it runs in. */
  public DomainMemory domain() {
    return domain;
  }

  /** Its index in the domain. */
  public int vcpuId() {
    return vcpuId;
  }

  /** What CR3 of the machine has to hold while it runs; 0 while there is no base. */
  public Maddr cr3() {
    return new Maddr(topTable() << 12);
  }

  private long topTable() {
    if (domain.is32()) {
      return base == NONE ? NONE : compatL4;
    }
    return kernelMode ? base : userBase;
  }

  /** The guest's base: its L3 (32-bit) or the kernel's L4 (64-bit); 0 while there is none. */
  public long base() {
    return base;
  }

  /** The L4 of user mode of a 64-bit guest; 0 while there is none. */
  public long userBase() {
    return userBase;
  }

  /** Whether a 64-bit vCPU is in its kernel; a 32-bit one always counts as. */
  public boolean isKernelMode() {
    return kernelMode;
  }

  /** Switches a 64-bit vCPU between its bases. The caller loads CR3. */
  public void setKernelMode(boolean kernel) {
    kernelMode = kernel;
  }

  /** MMUEXT_NEW_BASEPTR. Also sets the first base. */
  public int newBase(long mfnRaw) {
    paging.refusals().begin("new page-table base (mfn %x)", domain, mfnRaw, 0);
    paging.refusals().noEntry();
    // A kernel may get here in an interrupt, between the parts of a request that is continued.
    if (types.finish(domain) != Rc.OK) {
      return Rc.ERESTART;
    }
    long old = base;
    if (!domain.is32() && old == mfnRaw && old != NONE) {
      paging.flusher().reload(domain.id(), vcpuId);
      return Rc.OK;
    }
    int rc = getTop(mfnRaw, domain.is32() ? 3 : 4);
    if (rc != Rc.OK) {
      return rc;
    }
    dropLdt();
    base = mfnRaw;
    if (domain.is32()) {
      long flags = Pte.PRESENT | Pte.RW | Pte.USER | Pte.ACCESSED;
      memory.putU64(compatL4 << 12, Pte.of(mfnRaw, flags));
    } else if (!domain.isStrictM2p()) {
      types.tables().slots().showM2p(mfnRaw, true);
    }
    paging.flusher().reload(domain.id(), vcpuId);
    if (old != NONE) {
      types.putPageAndTable(old, -1);
    }
    return Rc.OK;
  }

  /** MMUEXT_NEW_USER_BASEPTR of a 64-bit guest; frame 0 means none. */
  public int newUserBase(long mfnRaw) {
    long old = userBase;
    if (old == mfnRaw) {
      return Rc.OK;
    }
    if (types.finish(domain) != Rc.OK) {
      return Rc.ERESTART;
    }
    if (mfnRaw != NONE) {
      int rc = getTop(mfnRaw, 4);
      if (rc != Rc.OK) {
        return rc;
      }
      if (domain.isStrictM2p()) {
        types.tables().slots().showM2p(mfnRaw, false);
      }
    }
    userBase = mfnRaw;
    if (old != NONE) {
      types.putPageAndTable(old, -1);
    }
    return Rc.OK;
  }

  private int getTop(long mfnRaw, int level) {
    Refusals refusals = paging.refusals();
    if (!types.getPage(mfnRaw, domain)) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "the base must be a page of " + domain.id());
    }
    int rc = types.getTable(mfnRaw, level);
    if (rc != Rc.OK) {
      types.putPage(mfnRaw);
    }
    return rc;
  }

  /** Linear address of the GDT for the processor. */
  public long gdtBase() {
    return PerDomainArea.gdtBase(vcpuId);
  }

  /** Linear address of the LDT for the processor. */
  public long ldtBase() {
    return PerDomainArea.ldtBase(vcpuId);
  }

  /** How many descriptors the LDT has; 0 for none. */
  public int ldtEntries() {
    return ldtEntries;
  }

  /** Where the guest has its LDT. */
  public long ldtLinear() {
    return ldtLinear;
  }

  /** How many descriptors of the GDT are the guest's. */
  public int gdtEntries() {
    return gdtEntries;
  }

  /** The frames of the guest's GDT, 0 where there is none. */
  public long[] gdtFrames() {
    return gdtFrames.clone();
  }

  /** Replaces the guest's part of the GDT: 0 or -EINVAL. */
  public int setGdt(long[] frames, int entries) {
    int pages = (entries + 511) / 512;
    if (entries < 0 || entries > XenGdt.FIRST_RESERVED_ENTRY) {
      return paging.refusals().refuse(Rc.EINVAL, "a GDT of a guest has at most 7168 entries");
    }
    for (int i = 0; i < pages; i++) {
      if (!types.getPageAndType(frames[i], domain, FrameType.SEG_DESC)) {
        int rc =
            paging
                .refusals()
                .refuse(
                    Rc.EINVAL, frames[i], "a frame cannot be part of a GDT: " + types.conflict());
        while (--i >= 0) {
          types.putPageAndType(frames[i]);
        }
        return rc;
      }
    }
    dropGdt();
    gdtEntries = entries;
    for (int i = 0; i < pages; i++) {
      gdtFrames[i] = frames[i];
      domain.area().set(vcpuId, i, frames[i], XenGdt.READ_WRITE);
    }
    paging.flusher().flushVcpu(domain.id(), vcpuId);
    return Rc.OK;
  }

  private void dropGdt() {
    gdtEntries = 0;
    for (int i = 0; i < gdtFrames.length; i++) {
      long pte = domain.area().get(vcpuId, i);
      if (Pte.isPresent(pte) && !paging.heapOwns(Pte.mfn(pte))) {
        types.putPageAndType(Pte.mfn(pte));
      }
      domain.area().clearGdtPage(vcpuId, i);
      gdtFrames[i] = 0;
    }
  }

  /**
   * MMUEXT_SET_LDT: remembers where the LDT is. Its pages become descriptor pages when the
   * processor first reads them, see {@link #mapLdtPage}.
   */
  public int setLdt(long linear, int entries) {
    long at = entries == 0 ? 0 : linear;
    boolean bad = entries != 0 && ((at & 4095) != 0 || !paging.isGuestAddress(at, domain));
    if (Integer.compareUnsigned(entries, 8192) > 0 || bad) {
      return paging
          .refusals()
          .refuse(Rc.EINVAL, "an LDT is page-aligned and has at most 8192 entries");
    }
    if (ldtEntries != entries || ldtLinear != at) {
      dropLdt();
      ldtLinear = at;
      ldtEntries = entries;
      paging.flusher().reload(domain.id(), vcpuId);
    }
    return Rc.OK;
  }

  /**
   * The processor read a descriptor of the LDT that is not mapped yet: maps its page if the guest's
   * kernel has one there that may hold descriptors.
   *
   * @param offset of the byte from the start of the LDT
   * @return whether the access can be repeated; otherwise the fault is the guest's, at {@link
   *     #ldtLinear} plus the offset
   */
  public boolean mapLdtPage(int offset) {
    if (offset < 0 || offset >>> 3 >= ldtEntries) {
      return false;
    }
    long linear = ldtLinear + offset;
    long pte = leaf(domain.is32() ? linear & 0xFFFF_FFFFL : linear);
    if (!Pte.isPresent(pte) || !types.getPageAndType(Pte.mfn(pte), domain, FrameType.SEG_DESC)) {
      return false;
    }
    int page = PerDomainArea.LDT_PAGE + (offset >>> 12);
    domain.area().set(vcpuId, page, Pte.mfn(pte), XenGdt.READ_WRITE);
    return true;
  }

  private void dropLdt() {
    boolean dropped = false;
    for (int i = PerDomainArea.LDT_PAGE; i < PerDomainArea.LDT_PAGE + LDT_PAGES; i++) {
      long pte = domain.area().get(vcpuId, i);
      if (Pte.isPresent(pte)) {
        domain.area().clear(vcpuId, i);
        types.putPageAndType(Pte.mfn(pte));
        dropped = true;
      }
    }
    if (dropped) {
      paging.flusher().flushVcpu(domain.id(), vcpuId);
    }
  }

  /**
   * Machine address of the L1 entry that maps this address in the kernel's tables, or -1 if there
   * is no L1 for it. The entry itself may be absent.
   */
  public long leafAddress(long linear) {
    if (!paging.isGuestAddress(linear, domain) || base == NONE) {
      return -1;
    }
    long table = domain.is32() ? compatL4 : base;
    for (int level = 4; level > 1; level--) {
      long pte = memory.getU64((table << 12) + 8L * Pte.slot(linear, level));
      if ((pte & (Pte.PRESENT | Pte.PSE)) != Pte.PRESENT) {
        return -1;
      }
      table = Pte.mfn(pte);
    }
    return (table << 12) + 8L * Pte.slot(linear, 1);
  }

  /** The L1 entry that maps this address in the kernel's tables; 0 if there is none. */
  public long leaf(long linear) {
    long at = leafAddress(linear);
    return at < 0 ? 0 : memory.getU64(at);
  }

  /** Whether an address is the guest's to map, not the hypervisor's. */
  public boolean isGuestAddress(long linear) {
    return paging.isGuestAddress(linear, domain);
  }

  /**
   * Drops all the vCPU refers to. 0, or -ERESTART for the domain's work to be finished and this
   * repeated.
   */
  int release() {
    dropLdt();
    dropGdt();
    if (domain.is32() && compatL4 != NONE) {
      memory.putU64(compatL4 << 12, 0);
    }
    long top = base;
    base = NONE;
    if (top == NONE) {
      top = userBase;
      userBase = NONE;
    }
    if (top != NONE) {
      types.putPageAndTable(top, -1);
    }
    if (domain.work() != null) {
      return Rc.ERESTART;
    }
    return userBase == NONE ? Rc.OK : release();
  }

  void freeTables() {
    if (compatL4 != NONE) {
      paging.heap().free(compatL4);
      compatL4 = NONE;
    }
  }
}
