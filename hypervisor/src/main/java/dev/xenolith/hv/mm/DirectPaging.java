package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The machine's memory as paravirtual guests have it: they see machine frames in page tables of
 * their own, and the hypervisor checks each change. This is the way in to everything of the
 * package.
 */
public final class DirectPaging {
  /** The first MiB counts as I/O memory, as it always has on this kind of machine. */
  private static final long LOW_FRAMES = 256;

  private final MachineMemory memory;
  private final FrameTable frames;
  private final FrameAllocator allocator;
  private final FrameOwners owners = new FrameOwners();
  private final XenHeap heap;
  private final XenGdt gdt;
  private final MachineToPhys m2p;
  private final Refusals refusals;
  private final PageTypes types;
  private final TlbFlusher flusher;
  private final PvMmu mmu;
  private final PageTableWrites tableWrites;
  private final GrantMappings grantMappings;
  private final Reservations reservations;

  /**
   * Takes the memory over.
   *
   * @param sink is told of every refusal
   */
  public DirectPaging(MachineMemory memory, TlbFlusher flusher, Consumer<Refusal> sink) {
    this.memory = memory;
    this.flusher = flusher;
    frames = new FrameTable(memory.frames());
    long m2pFrames = MachineToPhys.framesNeeded(memory.frames());
    long m2pStart = (LOW_FRAMES + 511) & -512;
    allocator = new FrameAllocator(memory, m2pStart + m2pFrames);
    heap = new XenHeap(memory, frames, allocator);
    for (long mfn = LOW_FRAMES; mfn < m2pStart; mfn++) {
      heap.claim(mfn);
    }
    claimIo(0, LOW_FRAMES);
    claimIo(FrameAllocator.HOLE_START, Math.min(FrameAllocator.HOLE_END, frames.frames()));
    m2p = new MachineToPhys(memory, heap, m2pStart, flusher::flushAll);
    gdt = new XenGdt(heap);
    ReferenceFinder finder = new ReferenceFinder(memory, frames, owners);
    refusals = new Refusals(frames, m2p, sink, finder::holders);
    HypervisorSlots slots = new HypervisorSlots(memory, m2p);
    types =
        new PageTypes(memory, frames, owners, refusals, flusher, slots, this::lastReferenceGone);
    owners.add(new DomainMemory(frames, DomId.XEN, Abi.PV64, false, null));
    owners.add(new DomainMemory(frames, DomId.IO, Abi.PV64, false, null));
    mmu = new PvMmu(this);
    tableWrites = new PageTableWrites(this);
    grantMappings = new GrantMappings(this);
    reservations = new Reservations(this);
  }

  private void claimIo(long from, long to) {
    for (long mfn = from; mfn < to; mfn++) {
      heap.claim(mfn);
      frames.owner(mfn, DomId.IO);
    }
  }

  public MachineMemory memory() {
    return memory;
  }

  public FrameTable frames() {
    return frames;
  }

  public FrameAllocator allocator() {
    return allocator;
  }

  public MachineToPhys m2p() {
    return m2p;
  }

  public PageTypes types() {
    return types;
  }

  /** Page-table requests of guests. */
  public PvMmu mmu() {
    return mmu;
  }

  /** Stores of guests into page tables. */
  public PageTableWrites tableWrites() {
    return tableWrites;
  }

  /** Mappings of granted frames. */
  public GrantMappings grantMappings() {
    return grantMappings;
  }

  /** Memory given to domains and taken from them. */
  public Reservations reservations() {
    return reservations;
  }

  TlbFlusher flusher() {
    return flusher;
  }

  Refusals refusals() {
    return refusals;
  }

  XenHeap heap() {
    return heap;
  }

  FrameOwners owners() {
    return owners;
  }

  /** The last refusal of all, or null. */
  public Refusal lastRefusal() {
    return refusals.last();
  }

  /** Makes the memory of a new domain, empty. */
  public DomainMemory create(DomId id, Abi abi, boolean privileged) {
    PerDomainArea area = new PerDomainArea(heap, gdt);
    DomainMemory domain = new DomainMemory(frames, id, abi, privileged, area);
    owners.add(domain);
    return domain;
  }

  /** The memory of this domain, or null. */
  public DomainMemory find(DomId id) {
    return owners.find(id.raw());
  }

  /** The memory of all domains, in order of number. */
  public Collection<DomainMemory> domains() {
    return owners.all();
  }

  /** Makes the paging state of a new vCPU. */
  public VcpuPaging addVcpu(DomainMemory domain, int vcpuId) {
    VcpuPaging vcpu = new VcpuPaging(this, domain, vcpuId);
    domain.add(vcpu);
    return vcpu;
  }

  /**
   * Gives a domain 2^order zeroed frames, whatever its limit is; callers that act for a guest check
   * it.
   *
   * @param addressBits how many bits machine addresses may have; 0 for no limit
   * @return the first frame, or null when there is no such block
   */
  public Mfn allocate(DomainMemory domain, int order, int addressBits) {
    int bits = domain.is32() ? compatBits(addressBits) : addressBits;
    long mfnRaw = allocator.allocate(order, bits);
    if (mfnRaw == FrameAllocator.NONE) {
      return null;
    }
    for (long mfn = mfnRaw; mfn < mfnRaw + (1L << order); mfn++) {
      assign(mfn, domain);
    }
    return new Mfn(mfnRaw);
  }

  /** Frames beyond the 32-bit M2P are of no use to a 32-bit guest. */
  private int compatBits(int addressBits) {
    long most = (MachineToPhys.COMPAT_END - VirtualLayout.HYPERVISOR_START_PAE) >>> 2;
    if (memory.frames() <= most) {
      return addressBits;
    }
    int bits = Mfn.PAGE_SHIFT + 63 - Long.numberOfLeadingZeros(most);
    return addressBits == 0 ? bits : Math.min(bits, addressBits);
  }

  void assign(long mfnRaw, DomainMemory domain) {
    types.flushStale(mfnRaw);
    frames.typeInfo(mfnRaw, 0);
    frames.owner(mfnRaw, domain.id());
    frames.countInfo(mfnRaw, FrameTable.ALLOCATED | 1);
    domain.append(mfnRaw);
  }

  /**
   * Drops the reference a page has for being allocated; with it the page may go. False if it was
   * gone.
   */
  boolean dropAllocation(long mfnRaw) {
    long info = frames.countInfo(mfnRaw);
    if ((info & FrameTable.ALLOCATED) == 0) {
      return false;
    }
    frames.countInfo(mfnRaw, info & ~FrameTable.ALLOCATED);
    types.putPage(mfnRaw);
    return true;
  }

  private void lastReferenceGone(long mfnRaw) {
    DomainMemory owner = owners.find(frames.owner(mfnRaw));
    boolean special = frames.isXenHeap(mfnRaw);
    if (owner != null && !special) {
      owner.unlink(mfnRaw);
    } else if (owner != null && owner.id().raw() != DomId.XEN.raw()) {
      owner.sharedXenPages(-1);
    }
    free(mfnRaw);
    if (owner != null && owner.isRelinquished()) {
      forgetIfGone(owner);
    }
  }

  private void forgetIfGone(DomainMemory domain) {
    if (domain.totalPages() == 0 && domain.xenHeapPages() == 0) {
      owners.remove(domain);
    }
  }

  /**
   * Takes everything from a dying domain: its bases, pins, descriptor tables and pages. Nothing of
   * it runs any more; the pages of the hypervisor's shared with it are taken back by whoever shared
   * them, before or after. A page that another domain still maps stays until that mapping goes, and
   * the domain's number is taken until then: {@link #find}.
   *
   * @return 0, or -ERESTART for this to be called again because the budget is spent
   */
  public int relinquish(DomainMemory domain) {
    domain.setDying();
    refusals.begin("destruction of d%d", domain, domain.id().raw(), 0);
    if (types.settle(domain) != Rc.OK) {
      return Rc.ERESTART;
    }
    for (VcpuPaging vcpu : domain.vcpus()) {
      if (vcpu.release() != Rc.OK) {
        return Rc.ERESTART;
      }
    }
    if (!dropPins(domain)) {
      return Rc.ERESTART;
    }
    long next;
    for (long at = domain.firstFrame(); at != DomainMemory.END; at = next) {
      next = domain.nextFrame(at);
      dropAllocation(at);
    }
    for (VcpuPaging vcpu : domain.vcpus()) {
      vcpu.freeTables();
      domain.remove(vcpu);
    }
    domain.area().destroy();
    domain.setRelinquished();
    forgetIfGone(domain);
    return Rc.OK;
  }

  /** False if there is table work to be finished first. */
  private boolean dropPins(DomainMemory domain) {
    long next;
    for (long at = domain.firstFrame(); at != DomainMemory.END; at = next) {
      // The pin may be all that keeps it: hold it until the next one is known.
      types.getPage(at, domain);
      if (frames.isPinned(at)) {
        frames.typeInfo(at, frames.typeInfo(at) & ~FrameTable.PINNED);
        types.putPageAndTable(at, -1);
      }
      next = domain.nextFrame(at);
      types.putPage(at);
      if (domain.work() != null) {
        return false;
      }
    }
    return true;
  }

  /** Frees a frame nothing refers to. */
  void free(long mfnRaw) {
    m2p.clear(mfnRaw);
    types.stamp(mfnRaw);
    frames.owner(mfnRaw, FrameTable.NO_OWNER);
    frames.countInfo(mfnRaw, 0);
    frames.typeInfo(mfnRaw, 0);
    allocator.release(mfnRaw, 0);
  }

  /**
   * Takes a page of the hypervisor's that a domain may map: shared_info, grant tables.
   *
   * @param writable whether the domain may map it writable
   * @return the frame or null when memory is out
   */
  public Mfn shareXenPage(DomainMemory domain, boolean writable) {
    long mfnRaw = heap.allocate();
    if (mfnRaw == FrameAllocator.NONE) {
      return null;
    }
    types.flushStale(mfnRaw);
    FrameType type = writable ? FrameType.WRITABLE : FrameType.NONE;
    // The type reference of its own keeps a guest from making it anything else.
    frames.typeInfo(
        mfnRaw, (long) type.ordinal() << FrameTable.TYPE_SHIFT | FrameTable.VALIDATED | 1);
    frames.owner(mfnRaw, domain.id());
    domain.sharedXenPages(1);
    return new Mfn(mfnRaw);
  }

  /** Whether somebody has a reference to a shared page besides who shared it. */
  public boolean isSharedInUse(Mfn frame) {
    return frames.count(frame.raw()) > 1;
  }

  /** Takes a shared page back. It is freed when the last mapping of it goes. */
  public void unshareXenPage(Mfn frame) {
    frames.typeInfo(frame.raw(), frames.typeInfo(frame.raw()) - 1);
    if (!dropAllocation(frame.raw())) {
      throw new IllegalStateException(frame + " is not shared");
    }
  }

  boolean heapOwns(long mfnRaw) {
    return frames.owner(mfnRaw) == DomId.XEN.raw();
  }

  /** Whether an address is the guest's to map (Xen's __addr_ok). */
  boolean isGuestAddress(long linear, DomainMemory domain) {
    if (domain.is32()) {
      return linear >>> 32 == 0;
    }
    return linear >>> 47 == 0
        || linear >>> 47 == 0x1FFFF && linear >= VirtualLayout.HYPERVISOR_END_64;
  }
}
